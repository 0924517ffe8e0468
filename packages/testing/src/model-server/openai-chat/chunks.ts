import type { Answer } from '../answer.js'
import type { Behaviour } from '../behaviour.js'
import type { Chunk } from '../dialect.js'
import { NO_OUTPUT, type TokenCounts } from '../usage.js'
import { choiceSteps, type Step } from './choice-steps.js'
import type { ChunkPlace } from './stream-usage.js'
import { reported, usageReport } from './usage-report.js'
import { vendorMembers } from './vendor.js'

/** A streamed chat completion, chunk by chunk; the choices take turns. */
export function* chunksOf(answer: Answer, behaviour: Behaviour, includeUsage: boolean): Generator<Chunk> {
  const { id, created, model, counts, choices } = answer
  const fixed = {
    id,
    object: 'chat.completion.chunk',
    created,
    model,
    service_tier: 'default',
    system_fingerprint: 'fp_fake',
  }
  const usage = usageReport(behaviour, counts, includeUsage)
  const turns = takeTurns(choices.map((choice) => choiceSteps(choice, id, behaviour.tokensPerChunk ?? 1)))
  let soFar: TokenCounts = { ...counts, ...NO_OUTPUT }
  let place: ChunkPlace = 'first'
  let unfinished = choices.length
  for (const step of turns) {
    soFar = after(soFar, step)
    if (step.finishReason !== null) unfinished -= 1
    if (unfinished === 0) place = 'last'
    const more = vendorMembers(behaviour.vendor, id, place, () => reported(behaviour, counts))
    const body = { ...fixed, choices: [wireChoice(step)], usage: usage.onChunk(place, soFar), ...more }
    yield { body, soFar }
    place = 'middle'
  }
  if (usage.extraChunk) yield { body: { ...fixed, choices: [], usage: reported(behaviour, counts) }, soFar }
}

function after(counts: TokenCounts, { tokens, reasoningTokens }: Step): TokenCounts {
  return {
    ...counts,
    outputTokens: counts.outputTokens + tokens,
    reasoningTokens: counts.reasoningTokens + reasoningTokens,
  }
}

function wireChoice({ index, delta, finishReason }: Step): Record<string, unknown> {
  return { index, delta, logprobs: null, finish_reason: finishReason }
}

function* takeTurns<T>(sources: readonly Iterator<T>[]): Generator<T> {
  let open = sources
  while (open.length > 0) {
    const still: Iterator<T>[] = []
    for (const source of open) {
      const { done, value } = source.next()
      if (done === true) continue
      still.push(source)
      yield value
    }
    open = still
  }
}

import type { Answer } from './answer.js'
import type { Behaviour } from './behaviour.js'
import { choiceSteps, type Step } from './choice-steps.js'
import { NO_OUTPUT, type TokenCounts } from './usage.js'
import { type ChunkPlace, reported, usageReport } from './usage-report.js'

/** One `data:` object of a stream. */
export interface Chunk {
  readonly body: Readonly<Record<string, unknown>>
  /** What the call has used when this chunk is sent. */
  readonly soFar: TokenCounts
}

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
    yield { body: { ...fixed, choices: [wireChoice(step)], usage: usage.onChunk(place, soFar) }, soFar }
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

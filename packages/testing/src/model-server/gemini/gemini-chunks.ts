import type { Answer } from '../answer.js'
import type { Behaviour, UsageMode } from '../behaviour.js'
import type { Choice } from '../choice.js'
import type { Chunk } from '../dialect.js'
import type { JsonObject } from '../json-reading.js'
import { pieceGroups } from '../piece-groups.js'
import { asReported, NO_OUTPUT, type TokenCounts } from '../usage.js'
import { callPart, FINISH_REASONS } from './candidates.js'
import { usageMetadata } from './usage-metadata.js'

interface Step {
  readonly candidate: JsonObject
  /** Tokens generated for it. */
  readonly tokens: number
  /** Part of `tokens`. */
  readonly reasoningTokens: number
}

/** A streamed answer, chunk by chunk; the candidates come one after the other. The API itself says on every chunk what was used. */
export function* geminiChunks(answer: Answer, behaviour: Behaviour): Generator<Chunk> {
  const { counts, choices, id, model } = answer
  const fixed = { modelVersion: model, responseId: id }
  const steps = choices.flatMap((choice) => [...stepsOf(choice, behaviour.tokensPerChunk ?? 1)])
  let soFar: TokenCounts = { ...counts, ...NO_OUTPUT }
  for (const [index, { candidate, tokens, reasoningTokens }] of steps.entries()) {
    soFar = {
      ...soFar,
      outputTokens: soFar.outputTokens + tokens,
      reasoningTokens: soFar.reasoningTokens + reasoningTokens,
    }
    const place = { isFirst: index === 0, isLast: index === steps.length - 1, soFar, total: counts }
    yield { body: { candidates: [candidate], ...usageAt(behaviour, place), ...fixed }, soFar }
  }
  if (behaviour.usage === 'twice') {
    yield { body: { usageMetadata: asReported(behaviour, usageMetadata(counts)), ...fixed }, soFar }
  }
}

interface Place {
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly soFar: TokenCounts
  readonly total: TokenCounts
}

function usageAt(behaviour: Behaviour, place: Place): { usageMetadata?: unknown } {
  const counts = REPORTS[behaviour.usage ?? 'every'](place)
  return counts === undefined ? {} : { usageMetadata: asReported(behaviour, usageMetadata(counts)) }
}

const REPORTS: Readonly<Record<UsageMode, (place: Place) => TokenCounts | undefined>> = {
  every: ({ soFar }) => soFar,
  always: ({ soFar }) => soFar,
  last: ({ isLast, total }) => (isLast ? total : undefined),
  twice: ({ isLast, total }) => (isLast ? total : undefined),
  first: ({ isFirst, total }) => (isFirst ? total : undefined),
  'input-first': ({ isFirst, total }) => (isFirst ? { ...total, ...NO_OUTPUT } : undefined),
  never: () => undefined,
}

function* stepsOf(choice: Choice, tokensPerChunk: number): Generator<Step> {
  const { index, reasoningTokens, pieces, toolCalls, finishReason } = choice
  const step = (parts: readonly JsonObject[], tokens: number): Step => ({
    candidate: { content: { parts, role: 'model' }, index },
    tokens,
    reasoningTokens: 0,
  })
  if (reasoningTokens > 0) yield { ...step([{ text: '' }], reasoningTokens), reasoningTokens }
  if (toolCalls.length === 0) {
    for (const { text, tokens } of pieceGroups(pieces, tokensPerChunk)) yield step([{ text }], tokens)
  }
  for (const tool of toolCalls.keys()) {
    const part = callPart(choice, tool)
    const tokens = pieces.filter((piece) => piece.tool === tool).length
    if (tokens > 0) yield step(part === undefined ? [{ text: '' }] : [part], tokens)
  }
  const last = step([{ text: '' }], 0)
  yield { ...last, candidate: { ...last.candidate, finishReason: FINISH_REASONS[finishReason] } }
}

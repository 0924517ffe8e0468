import type { Usage } from '@llm-limit/core'
import { isJsonObject, type JsonObject, memberOf, scalarsOf } from '../json.js'
import type { StreamEnding } from '../sse/read-event-stream.js'

export interface GeminiEnding extends StreamEnding {
  /** Every candidate that was seen has ended, or the prompt was blocked. */
  isComplete(): boolean
}

/** Ends a stream as a cap does: a chunk with `finishReason: "MAX_TOKENS"` for each candidate that goes on, and usage. */
export function geminiEnding(inputTokens: number): GeminiEnding {
  let fixed: JsonObject = {}
  let lastUsage: JsonObject = {}
  let isBlocked = false
  const open = new Set<number>()
  const ended = new Set<number>()

  function see(chunk: JsonObject): void {
    const { candidates, usageMetadata, promptFeedback, error: _, ...rest } = chunk as Chunk
    if (isJsonObject(usageMetadata)) lastUsage = usageMetadata
    if (memberOf(promptFeedback, 'blockReason') !== undefined) isBlocked = true
    if (!Array.isArray(candidates)) return
    fixed = rest
    for (const candidate of candidates) seeCandidate(candidate)
  }

  /** The first candidate's index is 0, and left away. */
  function seeCandidate(candidate: unknown): void {
    const index = memberOf(candidate, 'index') ?? 0
    if (!isJsonObject(candidate) || typeof index !== 'number') return
    if (typeof candidate['finishReason'] === 'string') {
      open.delete(index)
      ended.add(index)
    } else if (!ended.has(index)) open.add(index)
  }

  function isComplete(): boolean {
    return isBlocked || (open.size === 0 && ended.size > 0)
  }

  function write({ outputTokens = 0, ...reported }: Usage): string {
    if (isComplete()) return ''
    const cut = [...(open.size === 0 ? [0] : open)]
    const candidates = cut.map((index) => ({
      content: { parts: [{ text: '' }], role: 'model' },
      finishReason: 'MAX_TOKENS',
      index,
    }))
    const input = reported.inputTokens ?? inputTokens
    const thoughts = thoughtsIn(lastUsage, outputTokens)
    const usageMetadata = {
      promptTokenCount: input,
      ...scalarsOf(lastUsage),
      candidatesTokenCount: outputTokens - thoughts,
      totalTokenCount: input + outputTokens,
    }
    return `data: ${JSON.stringify({ candidates, usageMetadata, ...scalarsOf(fixed) })}\r\n\r\n`
  }

  return { see, write, isComplete }
}

interface Chunk extends JsonObject {
  readonly candidates?: unknown
  readonly usageMetadata?: unknown
  readonly promptFeedback?: unknown
  readonly error?: unknown
}

function thoughtsIn(usage: JsonObject, most: number): number {
  const thoughts = usage['thoughtsTokenCount']
  return typeof thoughts === 'number' ? Math.min(most, Math.max(0, thoughts)) : 0
}

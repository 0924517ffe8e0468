import type { Answer } from '../answer.js'
import type { JsonObject } from '../json-reading.js'

/** What a message says beside what it is. */
export interface MessageParts {
  readonly content: readonly JsonObject[]
  readonly stopReason: string | null
  readonly usage: unknown
}

export function messageOf({ id, model }: Answer, { content, stopReason, usage }: MessageParts): JsonObject {
  return { id, type: 'message', role: 'assistant', model, content, stop_reason: stopReason, stop_sequence: null, usage }
}

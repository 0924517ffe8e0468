import type { JsonObject } from './json.js'
import type { Refusal } from './wire.js'

/**
 * The error body of OpenAI, Azure and compatible servers. With status 429 the SDK throws `RateLimitError` with `code`
 * and `type`; send `x-should-retry: false` beside it, or the SDK tries again.
 */
export function openAiRefusal({ code, type, message }: Refusal): JsonObject {
  return { error: { message, type, param: null, code } }
}

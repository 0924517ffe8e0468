import type { JsonObject } from '../json.js'
import type { Refusal } from '../wire.js'

/** https://platform.claude.com/docs/en/api/errors */
const TYPES: ReadonlyMap<number, string> = new Map([
  [400, 'invalid_request_error'],
  [402, 'billing_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [504, 'timeout_error'],
])

/**
 * The error body of Anthropic. With status 429 the SDK throws `RateLimitError` with `code` as its `errorCode`; the type is the one that
 * the API has for the status, since apps tell errors apart by it.
 */
export function anthropicRefusal({ status, code, message }: Refusal): JsonObject {
  const type = TYPES.get(status) ?? (status < 500 ? 'invalid_request_error' : 'api_error')
  return { type: 'error', error: { type, message, details: { error_code: code } } }
}

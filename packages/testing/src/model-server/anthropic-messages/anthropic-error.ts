import type { ErrorAnswer } from '../fault.js'

/** https://platform.claude.com/docs/en/api/errors */
const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

/** Body of an error at Anthropic: `{ type: "error", error: { type, message, details } }`. */
export function anthropicError({ status, message = `Status ${status}.`, type, code }: ErrorAnswer): string {
  const details = code === undefined ? undefined : { error_code: code }
  const known = Object.values(TYPES).find((each) => each === type)
  const error = { type: known ?? TYPES[status] ?? 'api_error', message, details }
  return JSON.stringify({ type: 'error', error, request_id: 'req_fake' })
}

import { currentAdmission } from '@llm-limit/core'
import { type Fetch, fetchWithin } from './metered-fetch.js'
import { urlOf } from './outgoing.js'

/** A request as an SDK hands it from one middleware to the next. */
export interface MiddlewareRequest {
  url: string
  headers: Headers
  readonly method?: string | undefined
  readonly body?: BodyInit | null | undefined
  readonly signal?: AbortSignal | null | undefined
}

/**
 * `meteredFetch` for SDKs that take middleware: `new Anthropic({ middleware: [meteredMiddleware] })`. It runs once for each attempt, and
 * sees the API's own request on clients for Bedrock and Vertex, too. Give a client this or `meteredFetch`, not both.
 */
export function meteredMiddleware<Sent extends MiddlewareRequest>(
  request: Sent,
  next: (request: Sent) => Promise<Response>,
): Promise<Response> {
  const admission = currentAdmission()
  if (admission === undefined) return next(request)
  const { url, headers, method = 'GET', body = null, signal = null } = request
  const onward: Fetch = (input, init) =>
    next({ ...request, url: urlOf(input), headers: new Headers(init?.headers), body: init?.body ?? null })
  return fetchWithin(admission, onward, url, { headers, method, body, signal })
}

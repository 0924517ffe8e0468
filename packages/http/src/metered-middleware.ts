import { currentAdmission } from '@llm-limit/core'
import { meteredSignal } from './is-metered.js'
import { knownCall, passOnBySignal } from './known-call.js'
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
 * sees the API's own request on clients for Bedrock and Vertex, too. Further in, the `fetch` of a provider guard only keeps to limits
 * then, and `meteredFetch` does nothing: a call is charged once.
 */
export function meteredMiddleware<Sent extends MiddlewareRequest>(
  request: Sent,
  next: (request: Sent) => Promise<Response>,
): Promise<Response> {
  const admission = currentAdmission()
  const { url, headers, method = 'GET', body = null, signal = null } = request
  if (admission === undefined) {
    if (signal !== null) passOnBySignal(signal, () => knownCall(url, { headers, method, body }))
    return next(request)
  }
  const onward: Fetch = async (input, init) => {
    const call = await knownCall(input, init)
    const handed = { ...request, url: urlOf(input), headers: new Headers(init?.headers), body: init?.body ?? null }
    if (call?.isMetered !== true) return next(handed)
    const paid = meteredSignal(signal ?? undefined, call.read.model)
    passOnBySignal(paid, async () => call)
    return next({ ...handed, signal: paid })
  }
  return fetchWithin(admission, onward, url, { headers, method, body, signal })
}

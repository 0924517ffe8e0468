import { type Admission, type CallDecision, currentAdmission, type Denied, type Unavailable } from '@llm-limit/core'
import { canServe, parseJson, type ReadCall, type Recognised, wireOf } from '@llm-limit/providers'
import { estimateTokens } from '@llm-limit/tokenizer'
import { meterAnswer } from './meter-answer.js'
import { STATUS_OF } from './problem.js'

export type Fetch = typeof globalThis.fetch

/** Of a refused call: an SDK must not sleep through it, and must not repeat what waiting does not mend. */
const NO_RETRY = { 'x-should-retry': 'false', 'content-type': 'application/json' }

/**
 * Give it to a client as its `fetch`: every model call is then measured, priced, fitted to the budget of the request
 * (or job) it is made in, and settled with what the provider reports. Outside of one it is plain fetch.
 */
export const meteredFetch: Fetch = (input, init) => {
  const admission = currentAdmission()
  return admission === undefined ? globalThis.fetch(input, init) : fetchWithin(admission, input, init)
}

/** The same for one admission, for runtimes without an async context. */
export function meteredFetchOf(admission: Admission): Fetch {
  return (input, init) => fetchWithin(admission, input, init)
}

async function fetchWithin(
  admission: Admission,
  input: Parameters<Fetch>[0],
  init: Parameters<Fetch>[1],
): Promise<Response> {
  const found = recognise(input, init)
  if (found === undefined) return globalThis.fetch(input, init)
  const { wire, request } = found
  const read = wire.read(request, estimateTokens)
  if (read.invalid !== undefined) return globalThis.fetch(input, init)
  const decision = await admission.reserve({ ...read, servableBy: (model) => canServe(request, model) })
  if (decision.outcome !== 'admitted') return refused(found, decision)
  return send(admission, found, read, decision, input, init)
}

async function send(
  admission: Admission,
  { wire, request }: Recognised,
  read: ReadCall,
  call: Extract<CallDecision, { outcome: 'admitted' }>,
  input: Parameters<Fetch>[0],
  init: Parameters<Fetch>[1],
): Promise<Response> {
  const terms = admission.isEnforced ? { model: call.terms.model, maxOutputTokens: call.terms.maxOutputTokens } : {}
  const body = JSON.stringify(wire.rewrite(request, terms))
  try {
    const response = await globalThis.fetch(input, { ...init, body, headers: withoutLength(init?.headers) })
    if (!response.ok) {
      call.release()
      return response
    }
    return meterAnswer(response, { wire, read, call })
  } catch (cause) {
    if (init?.signal?.aborted === true) call.settle({}, 'aborted')
    else call.release()
    throw cause
  }
}

/** Only a POST with a JSON text is a model call; anything else passes unread. */
function recognise(input: Parameters<Fetch>[0], init: Parameters<Fetch>[1]): Recognised | undefined {
  if (init?.method?.toUpperCase() !== 'POST' || typeof init.body !== 'string') return undefined
  const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url
  return wireOf(pathOf(url), parseJson(init.body))
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url
}

/** The rewritten body has a length of its own. */
function withoutLength(headers: HeadersInit | undefined): Headers {
  const copy = new Headers(headers)
  copy.delete('content-length')
  return copy
}

function refused({ wire }: Recognised, decision: Denied | Unavailable): Response {
  const isUnavailable = decision.outcome === 'unavailable'
  const status = isUnavailable ? 503 : STATUS_OF[decision.reason]
  const reason = isUnavailable ? 'unavailable' : decision.reason
  const refusal = {
    status,
    code: isUnavailable ? 'budget_unavailable' : status === 429 ? 'rate_limit_exceeded' : reason.replaceAll('-', '_'),
    type: isUnavailable ? 'server_error' : status === 429 ? 'quota_exceeded' : 'invalid_request_error',
    message: `llm-limit refused this call: ${reason}.`,
  }
  const wait = Number.isFinite(decision.retryAfterMs)
    ? { 'retry-after': String(Math.ceil(decision.retryAfterMs / 1000)) }
    : {}
  return new Response(JSON.stringify(wire.refusal(refusal)), { status, headers: { ...NO_RETRY, ...wait } })
}

import {
  type Admission,
  type AdmittedCall,
  type CallDecision,
  currentAdmission,
  type Denied,
  type Terms,
  type Unavailable,
} from '@llm-limit/core'
import type { ReadCall, Recognised, RewriteTerms, Wire } from '@llm-limit/providers'
import { estimateTokens } from '@llm-limit/tokenizer'
import { isMetered } from './is-metered.js'
import { type KnownCall, passOn, recognised } from './known-call.js'
import { meterAnswer } from './meter-answer.js'
import { headersOf, isAborted, requestIn, urlOf } from './outgoing.js'
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
  return admission === undefined ? globalThis.fetch(input, init) : fetchWithin(admission, globalThis.fetch, input, init)
}

/** The same for one admission, for runtimes without an async context. */
export function meteredFetchOf(admission: Admission): Fetch {
  return (input, init) => fetchWithin(admission, globalThis.fetch, input, init)
}

/** One call within an admission. @param next What really sends it. */
export async function fetchWithin(
  admission: Admission,
  next: Fetch,
  input: Parameters<Fetch>[0],
  init: Parameters<Fetch>[1],
): Promise<Response> {
  const found = await recognised(input, init)
  if (found === undefined) return next(input, init)
  const { wire, request } = found
  const read = wire.read(request, estimateTokens)
  if (read.invalid !== undefined || isMetered(input, init, read.model)) return next(input, init)
  const decision = await admission.reserve(read)
  if (decision.outcome !== 'admitted') return refused(found, decision)
  return send(admission, next, found, read, decision, input, init)
}

async function send(
  admission: Admission,
  next: Fetch,
  { wire, request }: Recognised,
  read: ReadCall,
  call: Extract<CallDecision, { outcome: 'admitted' }>,
  input: Parameters<Fetch>[0],
  init: Parameters<Fetch>[1],
): Promise<Response> {
  const terms = admission.isEnforced ? termsFor(read, call.terms) : {}
  const body = JSON.stringify(wire.rewrite(request, terms))
  try {
    const target = addressed(input, wire, terms.model === read.model ? undefined : terms.model)
    const sent = { ...init, body, headers: withoutLength(headersOf(input, init)) }
    const { model = read.model, maxOutputTokens = read.maxOutputTokens } = terms
    const known: KnownCall = { wire, read: { ...read, model, maxOutputTokens }, isMetered: true }
    passOn(sent, known)
    const response = await next(target, sent)
    if (!response.ok) {
      call.release()
      return response
    }
    return meterAnswer(response, { wire, read, call: tellingOf(call, known) })
  } catch (cause) {
    if (isAborted(input, init)) call.settle({}, 'aborted')
    else call.release()
    throw cause
  }
}

/** A cap is written where there is one, or has to be one: of several names that a caller used only one is left. */
function termsFor({ maxOutputTokens: asked }: ReadCall, { model, maxOutputTokens, isCut }: Terms): RewriteTerms {
  return { model, maxOutputTokens: isCut || asked !== undefined ? maxOutputTokens : undefined }
}

/** The same call; who sends it is told what it used, too. */
function tellingOf(call: AdmittedCall, known: KnownCall): AdmittedCall {
  if (known.whenEnded === undefined) return call
  return {
    ...call,
    get mayReach() {
      return call.mayReach
    },
    settle(usage, outcome) {
      call.settle(usage, outcome)
      known.whenEnded?.(usage)
    },
  }
}

/** Where the API names the model in the path, the one that is served goes there. */
function addressed(input: Parameters<Fetch>[0], { pathFor }: Wire, model: string | undefined): Parameters<Fetch>[0] {
  if (pathFor === undefined || model === undefined || !URL.canParse(urlOf(input))) return input
  const url = new URL(urlOf(input))
  url.pathname = pathFor(url.pathname, model)
  const request = requestIn(input)
  return request === undefined ? url.href : new Request(url, request)
}

/** The rewritten body has a length of its own. */
function withoutLength(headers: Headers): Headers {
  headers.delete('content-length')
  return headers
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
    retryAfterMs: Number.isFinite(decision.retryAfterMs) ? decision.retryAfterMs : undefined,
  }
  const wait = Number.isFinite(decision.retryAfterMs)
    ? { 'retry-after': String(Math.ceil(decision.retryAfterMs / 1000)) }
    : {}
  return new Response(JSON.stringify(wire.refusal(refusal)), { status, headers: { ...NO_RETRY, ...wait } })
}

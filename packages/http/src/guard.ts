import { type Clock, type Decision, InvalidCallError, type Limiter } from '@llm-limit/core'
import { canServe, type ReadCall, type Recognised, wireOf } from '@llm-limit/providers'
import { estimateTokens } from '@llm-limit/tokenizer'
import { defaultLimiter } from './default-limiter.js'
import { earlierOf, remember } from './earlier-guard.js'
import type { Exchange } from './exchange.js'
import { setFields } from './expose.js'
import { admittedFields, deniedFields } from './fields.js'
import { journal } from './journal.js'
import { type Llm, llmOf } from './llm.js'
import { warnAboutAddress, warnAboutMounting } from './mounting.js'
import type { GuardOptions } from './options.js'
import { type Refusal, replyTo } from './problem.js'
import { rewritten } from './rewritten.js'
import { subjectOf } from './subject.js'
import { wordsFor } from './words-for.js'

/** What becomes of a request. */
export type Verdict =
  /** Not guarded: a GET, or the operation said false. */
  | { readonly kind: 'passed' }
  /** `body`: to be handed on instead, where its API is known and the terms change it; undefined leaves the body as it came. */
  | { readonly kind: 'admitted'; readonly llm: Llm; readonly body: object | undefined }
  | { readonly kind: 'refused'; readonly status: number; readonly contentType: string; readonly body: string }

/** One mount of a limiter: the same for every framework. */
export interface Guard<Native> {
  readonly maxBodyBytes: number
  readonly clock: Clock
  /** Whether requests of this method are guarded at all; others pass unread and uncharged. */
  guards(method: string): boolean
  admit(exchange: Exchange<Native>): Promise<Verdict>
  /** Refuses a body that is too large before it is read. */
  refuseBody(exchange: Exchange<Native>): Verdict
}

const MIB = 1024 * 1024
const GUARDED: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

export function createGuard<Native, Operation extends string>(options: GuardOptions<Native, Operation>): Guard<Native> {
  const { maxBodyBytes = MIB, expose, messages, onDenied } = options
  const limiter: Limiter = options.limiter ?? defaultLimiter()
  const showMoney = expose?.money === true
  const refuses = limiter.mode === 'enforce'
  journal(limiter, options.log)

  async function admit(exchange: Exchange<Native>): Promise<Verdict> {
    try {
      return await decide(exchange)
    } catch (cause) {
      if (!InvalidCallError.isInstance(cause)) throw cause
      return refuse(exchange, { kind: 'invalid-body', param: 'body', message: cause.summary })
    }
  }

  async function decide(exchange: Exchange<Native>): Promise<Verdict> {
    if (!GUARDED.has(exchange.method)) return { kind: 'passed' }
    const operation = typeof options.operation === 'function' ? options.operation(exchange.native) : options.operation
    if (operation === false) return { kind: 'passed' }
    if (refuses && isTooLarge(exchange, maxBodyBytes)) return refuse(exchange, { kind: 'body-too-large' })
    warnAboutMounting(limiter, exchange)
    const earlier = earlierOf(exchange, limiter)
    const found = wireOf(exchange.path, earlier === undefined ? exchange.body : earlier.body)
    const read = found?.wire.read(found.request, estimateTokens)
    if (refuses && read?.invalid !== undefined) return refuse(exchange, { kind: 'invalid-body', ...read.invalid })
    const subject = await subjectOf(options, exchange)
    if (options.address === undefined) warnAboutAddress(limiter, exchange, subject.user)
    await earlier?.llm.admission.release()
    const decision = await limiter.reserve({ subject, operation, ...callOf(found, read) })
    return decision.outcome === 'admitted' ? admitted(exchange, decision, found) : refuse(exchange, refusalOf(decision))
  }

  function admitted(
    exchange: Exchange<Native>,
    admission: Extract<Decision, { outcome: 'admitted' }>,
    found: Recognised | undefined,
  ): Verdict {
    setFields(exchange, admittedFields(admission, showMoney))
    admission.keepAlive()
    admission.whenCallDenied = ({ retryAfterMs }) => {
      if (Number.isFinite(retryAfterMs)) exchange.setField('Retry-After', String(Math.ceil(retryAfterMs / 1000)))
    }
    const llm = llmOf(admission)
    const isRewritten = found !== undefined && admission.isEnforced
    remember(llm, { limiter, found })
    return { kind: 'admitted', llm, body: isRewritten ? rewritten(found, admission.terms) : undefined }
  }

  function refusalOf(decision: Exclude<Decision, { outcome: 'admitted' }>): Refusal {
    if (decision.outcome === 'unavailable') return { kind: 'unavailable', retryAfterMs: decision.retryAfterMs }
    return { kind: 'denied', denied: decision, upgradeUrl: limiter.upgradeUrl }
  }

  function refuse(exchange: Exchange<Native>, refusal: Refusal): Verdict {
    const reply = replyTo(refusal, {
      words: wordsFor(messages, exchange.header('accept-language')),
      random: limiter.random,
    })
    const { retryAfterSeconds, shouldRetry } = reply
    setFields(exchange, refusal.kind === 'denied' ? deniedFields(refusal.denied, showMoney) : [])
    if (retryAfterSeconds !== undefined) exchange.setField('Retry-After', String(retryAfterSeconds))
    if (shouldRetry === false) exchange.setField('x-should-retry', 'false')
    exchange.setField('Cache-Control', 'no-store')
    const body = onDenied === undefined ? reply.body : onDenied(reply, exchange.native)
    const contentType = onDenied === undefined ? 'application/problem+json' : 'application/json'
    return { kind: 'refused', status: reply.status, contentType, body: JSON.stringify(body) }
  }

  return {
    maxBodyBytes,
    clock: limiter.clock,
    guards: (method) => GUARDED.has(method),
    admit,
    refuseBody: (exchange) => refuse(exchange, { kind: 'body-too-large' }),
  }
}

/** Where a parser read the body, its length is known by the field only. What is not JSON is not read here, however long. */
function isTooLarge(exchange: Exchange<unknown>, maxBodyBytes: number): boolean {
  return (
    Number(exchange.header('content-length') ?? 0) > maxBodyBytes &&
    exchange.header('content-type')?.includes('json') === true
  )
}

function callOf(found: Recognised | undefined, read: ReadCall | undefined): { call?: ReadCall; fingerprint?: number } {
  if (found === undefined || read === undefined || read.invalid !== undefined) return {}
  return {
    call: { ...read, servableBy: (model) => canServe(found.request, model) },
    fingerprint: read.fingerprint,
  }
}

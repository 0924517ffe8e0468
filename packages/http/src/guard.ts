import {
  type Admission,
  type CallEstimate,
  type Clock,
  type Decision,
  type Denied,
  InvalidCallError,
  type Limiter,
  type Subject,
  type Terms,
} from '@llm-limit/core'
import { type ReadCall, type Recognised, wireOf } from '@llm-limit/providers'
import { estimateTokens } from '@llm-limit/tokenizer'
import { installAmbientContext } from './ambient-context.js'
import { defaultLimiter } from './default-limiter.js'
import { delayMsOf } from './delay.js'
import { type Earlier, earlierOf } from './earlier-guard.js'
import type { Exchange } from './exchange.js'
import { exposeFields } from './expose.js'
import { budgetFields } from './fields.js'
import { goOn, isPromise, type MaybePromise } from './go-on.js'
import { journal } from './journal.js'
import { type Llm, RequestLlm } from './llm.js'
import { warnAboutAddress, warnAboutMounting } from './mounting.js'
import type { GuardOptions } from './options.js'
import { type Refusal, type RefusalReply, replyTo } from './problem.js'
import { rewritten } from './rewritten.js'
import { callerOf, subjectOf } from './subject.js'
import { wordsFor } from './words-for.js'

/** What becomes of a request. */
export type Verdict = Passed | Admitted | Refused

/** Not guarded: a GET, or the operation said false. */
export interface Passed {
  readonly kind: 'passed'
}

export interface Admitted {
  readonly kind: 'admitted'
  readonly llm: Llm
  /** To be handed on instead, where its API is known and the terms change it; undefined leaves the body as it came. */
  readonly body: object | undefined
  /** To be waited before the first byte. */
  readonly delayMs: number
}

export interface Refused {
  readonly kind: 'refused'
  readonly status: number
  readonly contentType: string
  readonly body: string
  /** The same in our own words, where `onDenied` has others for the body. */
  readonly reply: RefusalReply
}

/** One mount of a limiter: the same for every framework. */
export interface Guard<Native> {
  readonly clock: Clock
  /** Answers at once where nothing has to be waited for: no body to be read, a subject that is known, a store in memory. */
  admit(exchange: Exchange<Native>): MaybePromise<Verdict>
  /** A look from further out: refuses who has nothing left, reads no body, holds nothing. Passes where it cannot tell. */
  precheck(exchange: Exchange<Native>): Promise<Passed | Refused>
  /** A refused model call of an admitted request, as the request itself would have been refused. */
  replyTo(exchange: Exchange<Native>, denied: Denied): RefusalReply
}

/** A guarded request on its way to the limiter. */
interface Ask<Native> {
  readonly exchange: Exchange<Native>
  readonly operation: string | undefined
  readonly found: Recognised | undefined
  /** Undefined where nothing of it is to be relied on. */
  readonly read: ReadCall | undefined
  readonly earlier: Earlier | undefined
}

const MIB = 1024 * 1024
const GUARDED: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])
const PASSED: Passed = { kind: 'passed' }

export function createGuard<Native, Operation extends string>(options: GuardOptions<Native, Operation>): Guard<Native> {
  const { maxBodyBytes = MIB, expose, messages, onDenied } = options
  const limiter: Limiter = options.limiter ?? defaultLimiter()
  const fields = budgetFields(expose?.money === true, limiter.models)
  const refuses = limiter.mode === 'enforce'
  if (typeof options.operation === 'string') limiter.checkOperation(options.operation)
  journal(limiter, options.log)
  installAmbientContext()

  function admit(exchange: Exchange<Native>): MaybePromise<Verdict> {
    try {
      const verdict = decide(exchange)
      return isPromise(verdict) ? verdict.catch((cause: unknown) => refuseMisuse(exchange, cause)) : verdict
    } catch (cause) {
      return refuseMisuse(exchange, cause)
    }
  }

  function decide(exchange: Exchange<Native>): MaybePromise<Verdict> {
    const operation = operationOf(exchange)
    if (operation === false) return PASSED
    if (exchange.readBody === undefined) return look(exchange, operation)
    return goOn(exchange.readBody(maxBodyBytes), () => look(exchange, operation))
  }

  async function precheck(exchange: Exchange<Native>): Promise<Passed | Refused> {
    const operation = operationOf(exchange)
    if (operation === false) return PASSED
    const subject = await subjectOf(options, exchange)
    const denied = await limiter.precheck({ subject, operation }).catch(() => undefined)
    return denied === undefined ? PASSED : refuse(exchange, { kind: 'denied', denied, upgradeUrl: limiter.upgradeUrl })
  }

  function operationOf(exchange: Exchange<Native>): Operation | false | undefined {
    if (!GUARDED.has(exchange.method)) return false
    return typeof options.operation === 'function' ? options.operation(exchange.native) : options.operation
  }

  function look(exchange: Exchange<Native>, operation: string | undefined): MaybePromise<Verdict> {
    if (refuses && isTooLarge(exchange, maxBodyBytes)) return refuse(exchange, { kind: 'body-too-large' })
    warnAboutMounting(limiter, exchange)
    const earlier = earlierOf(exchange, limiter)
    const found = wireOf(exchange.path, earlier === undefined ? exchange.body : earlier.body)
    const read = found?.wire.read(found.request, estimateTokens)
    if (refuses && read?.invalid !== undefined) return refuse(exchange, { kind: 'invalid-body', ...read.invalid })
    const ask = { exchange, operation, found, read: read?.invalid === undefined ? read : undefined, earlier }
    return goOn(subjectOf(options, exchange), (subject) => reserve(ask, subject))
  }

  function reserve(ask: Ask<Native>, subject: Subject): MaybePromise<Verdict> {
    const { exchange, operation, read, earlier } = ask
    if (options.address === undefined) warnAboutAddress(limiter, exchange, subject.user)
    return goOn(earlier?.llm.admission.release(), () => {
      const fingerprint = isRetry(exchange) ? undefined : read?.fingerprint
      const request = { subject, operation, call: callOf(ask), fingerprint }
      return goOn(limiter.decide(request), (decision) => answer(exchange, decision, ask.found))
    })
  }

  function answer(exchange: Exchange<Native>, decision: Decision, found: Recognised | undefined): Verdict {
    return decision.outcome === 'admitted' ? admitted(exchange, decision, found) : refuse(exchange, refusalOf(decision))
  }

  function admitted(exchange: Exchange<Native>, admission: Admission, found: Recognised | undefined): Verdict {
    const { terms } = admission
    fields.admitted(exchange, admission, terms)
    exposeFields(exchange)
    admission.keepAlive()
    admission.whenCallDenied = ({ retryAfterMs }) => {
      if (Number.isFinite(retryAfterMs)) exchange.setField('Retry-After', String(Math.ceil(retryAfterMs / 1000)))
    }
    return {
      kind: 'admitted',
      llm: new RequestLlm(admission, { limiter, found }),
      body: found !== undefined && admission.isEnforced ? changedBody(exchange, found, terms) : undefined,
      delayMs: delayMsOf(admission, exchange.guarded?.admission),
    }
  }

  /** A mode that never refuses counts for the caller's address what it cannot count as asked. */
  function refuseMisuse(exchange: Exchange<Native>, cause: unknown): MaybePromise<Verdict> {
    if (!InvalidCallError.isInstance(cause)) throw cause
    if (!refuses)
      return goOn(limiter.decide({ subject: callerOf(options, exchange) }), (decision) =>
        answer(exchange, decision, undefined),
      )
    return refuse(exchange, { kind: 'invalid-body', param: 'body', message: cause.summary })
  }

  function refusalOf(decision: Exclude<Decision, { outcome: 'admitted' }>): Refusal {
    if (decision.outcome === 'unavailable') return { kind: 'unavailable', retryAfterMs: decision.retryAfterMs }
    return { kind: 'denied', denied: decision, upgradeUrl: limiter.upgradeUrl }
  }

  function refuse(exchange: Exchange<Native>, refusal: Refusal): Refused {
    const reply = replyOf(exchange, refusal)
    const { retryAfterSeconds, shouldRetry } = reply
    if (refusal.kind === 'denied') fields.denied(exchange, refusal.denied)
    exposeFields(exchange)
    if (retryAfterSeconds !== undefined) exchange.setField('Retry-After', String(retryAfterSeconds))
    if (shouldRetry === false) exchange.setField('x-should-retry', 'false')
    exchange.setField('Cache-Control', 'no-store')
    const body = onDenied === undefined ? reply.body : onDenied(reply, exchange.native)
    const contentType = onDenied === undefined ? 'application/problem+json' : 'application/json'
    return { kind: 'refused', status: reply.status, contentType, body: JSON.stringify(body), reply }
  }

  function replyOf(exchange: Exchange<Native>, refusal: Refusal): RefusalReply {
    return replyTo(refusal, {
      words: wordsFor(messages, exchange.header('accept-language')),
      random: limiter.random,
    })
  }

  return {
    clock: limiter.clock,
    admit,
    precheck,
    replyTo: (exchange, denied) => replyOf(exchange, { kind: 'denied', denied, upgradeUrl: limiter.upgradeUrl }),
  }
}

/** Where a parser read the body, its length is known by the field only. What is not JSON is not read here, however long. */
function isTooLarge(exchange: Exchange<unknown>, maxBodyBytes: number): boolean {
  return (
    exchange.isTooLarge ??
    (Number(exchange.header('content-length') ?? 0) > maxBodyBytes &&
      exchange.header('content-type')?.includes('json') === true)
  )
}

/** An SDK that tries again says so: that is no wish for another answer to the same prompt. */
function isRetry(exchange: Exchange<unknown>): boolean {
  return Number(exchange.header('x-stainless-retry-count') ?? 0) > 0
}

/** Undefined where it is as it came. Behind an earlier guard it is not, whose terms were taken out of it. */
function changedBody(exchange: Exchange<unknown>, found: Recognised, terms: Terms): object | undefined {
  const isChanged = terms.isCut || terms.insteadOf !== undefined || found.request.body !== exchange.body
  return isChanged ? rewritten(found, terms) : undefined
}

function callOf({ found, read }: Ask<unknown>): CallEstimate | undefined {
  if (found === undefined || read === undefined) return undefined
  // Only the body is rewritten here: a model that is named in the path stays.
  return found.wire.pathFor === undefined ? read : { ...read, servableBy: () => false }
}

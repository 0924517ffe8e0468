import { currentAdmission, type Usage } from '@llm-limit/core'
import { type ProviderLimits, parseJson, type Refusal } from '@llm-limit/providers'
import { type KnownCall, knownCall } from '../known-call.js'
import { type Fetch, fetchWithin } from '../metered-fetch.js'
import { headersOf, isAborted, signalOf } from '../outgoing.js'
import { withKey } from './api-key.js'
import { type Demand, demandAfter, demandOf, isProduced } from './demand.js'
import type { KeyPool, Leave } from './key-pool.js'
import { keyPools } from './key-pools.js'
import { type ProviderGuardOptions, settingsOf } from './options.js'
import { retryBudget } from './retry-budget.js'

type Input = Parameters<Fetch>[0]
type Init = Parameters<Fetch>[1]

export interface ProviderGuard {
  /** For an SDK client, in place of `meteredFetch`: it meters, and then keeps within the provider's own limits. */
  readonly fetch: Fetch
}

/** How often one call is sent again, at most. */
const MOST_RETRIES = 2
const FULL: Omit<Refusal, 'retryAfterMs'> = {
  status: 429,
  code: 'rate_limit_exceeded',
  type: 'provider_limit',
  message: "llm-limit did not send this call: the provider's own limit for its model is reached.",
}

/**
 * Keeps model calls within the limits that a provider has for a key and model, for all processes of a store: calls wait their turn,
 * fairly among users, instead of running into a 429.
 * @throws ConfigError naming the value and the mend.
 */
export function providerGuard(options: ProviderGuardOptions = {}): ProviderGuard {
  const settings = settingsOf(options)
  const { clock, send, userOf, onPause } = settings
  const poolFor = keyPools(settings)
  const retries = retryBudget()

  const guarded: Fetch = async (input, init) => {
    const user = userOf()
    const call = await knownCall(input, init)
    if (call === undefined) return send(input, init)
    const pool = await poolFor(call, headersOf(input, init))
    const demand = demandOf(call.wire.name, call.read)
    for (let retry = 0; ; retry += 1) {
      const { answer, mayRetry } = await attempt(user, pool, call, demand, input, init)
      if (!mayRetry || retry === MOST_RETRIES || !isRepeatable(input, init) || !retries.take()) return answer
    }
  }

  /** One try: waits for a place, sends, and takes in what the answer tells of limits. */
  async function attempt(
    user: string,
    pool: KeyPool,
    call: KnownCall,
    demand: Demand,
    input: Input,
    init: Init,
  ): Promise<Tried> {
    const isFinal = !call.isMetered || !isProduced(call.wire.name)
    const leave = await pool.take(user, demand, isFinal, signalOf(input, init))
    if ('retryAfterMs' in leave) return { answer: fullUp(call, leave.retryAfterMs), mayRetry: false }
    const answer = await sendWith(leave, input, init)
    const { told, response } = await limitsTold(call, answer)
    const pauseMs = leave.key.learn(told)
    const { refusal } = told
    if (refusal === undefined) {
      retries.called()
      if (!isFinal) correctLater(call, leave, demand, response.ok)
      return { answer: response, mayRetry: false }
    }
    onPause?.({ api: call.wire.name, kind: refusal.kind, pauseMs })
    await leave.key.pause(user, pauseMs)
    const isOver = refusal.kind === 'exhausted'
    return { answer: isOver ? withoutRetry(response) : response, mayRetry: !isOver }
  }

  function sendWith({ key: { secret } }: Leave, input: Input, init: Init): Promise<Response> {
    if (secret === undefined) return send(input, init)
    return send(input, { ...init, headers: withKey(headersOf(input, init), secret) })
  }

  async function limitsTold(call: KnownCall, answer: Response): Promise<Told> {
    const { status, headers } = answer
    const isRefused = status === 429 || status >= 500
    const text = isRefused ? await answer.text() : undefined
    const error = text === undefined ? undefined : parseJson(text)
    const told = call.wire.limitsOf({ status, headers, error, now: clock.now() })
    return { told, response: text === undefined ? answer : new Response(text, { status, headers }) }
  }

  return {
    fetch: (input, init) => {
      const admission = currentAdmission()
      return admission === undefined ? guarded(input, init) : fetchWithin(admission, guarded, input, init)
    },
  }
}

interface Tried {
  readonly answer: Response
  /** Before the first byte: nothing of it was served. */
  readonly mayRetry: boolean
}

interface Told {
  readonly told: ProviderLimits
  readonly response: Response
}

/** What a call counts is known when it ends. */
function correctLater(call: KnownCall, { place }: Leave, demand: Demand, isAnswered: boolean): void {
  const correct = (usage: Usage): void =>
    void place.correct(demandAfter(call.wire.name, demand, usage)).catch(() => {
      // It stays counted as it was estimated.
    })
  if (isAnswered) call.whenEnded = correct
  else correct({ inputTokens: 0, outputTokens: 0 })
}

/** A stream that was sent is gone. */
function isRepeatable(input: Input, init: Init): boolean {
  return !isAborted(input, init) && (init?.body === undefined || init.body === null || typeof init.body === 'string')
}

function fullUp({ wire }: KnownCall, retryAfterMs: number): Response {
  const seconds = String(Math.ceil(retryAfterMs / 1000))
  return new Response(JSON.stringify(wire.refusal({ ...FULL, retryAfterMs })), {
    status: FULL.status,
    headers: { 'content-type': 'application/json', 'retry-after': seconds, 'x-should-retry': 'false' },
  })
}

function withoutRetry(response: Response): Response {
  const headers = new Headers(response.headers)
  headers.set('x-should-retry', 'false')
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}

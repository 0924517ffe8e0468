import { type Admission, currentAdmission, type Usage } from '@llm-limit/core'
import type { ProviderRefusal } from '@llm-limit/providers'
import { type KnownCall, knownCall } from '../known-call.js'
import type { Llm } from '../llm.js'
import { type Fetch, fetchWithin } from '../metered-fetch.js'
import { headersOf, isAborted, signalOf, urlOf } from '../outgoing.js'
import { errorIn, turnedBackAnswer, withoutRetry } from './answers.js'
import { withKey } from './api-key.js'
import { demandAfter, demandOf, isProduced } from './demand.js'
import type { Caller, Gate, Passed } from './gate.js'
import { gates } from './gates.js'
import { type ProviderGuardOptions, settingsOf } from './options.js'
import { retryBudget } from './retry-budget.js'

type Input = Parameters<Fetch>[0]
type Init = Parameters<Fetch>[1]

export interface ProviderGuard {
  /** For an SDK client, in place of `meteredFetch`: it meters, and then keeps within the provider's own limits. */
  readonly fetch: Fetch
  /** The same for the calls of one request, for runtimes without an async context: `guard.fetchFor(llm)`. */
  fetchFor(llm: Llm): Fetch
}

/** How often one call is sent again, at most. */
const MOST_RETRIES = 2

/** A model call that is to be sent. */
interface Sending {
  readonly call: KnownCall
  readonly gate: Gate
  readonly caller: Caller
  readonly input: Input
  readonly init: Init
}

/** What came of one try. */
interface Tried {
  readonly answer: Response
  /** Why the provider turned it away: before the first byte, nothing of it was served. */
  readonly refusal?: ProviderRefusal['kind'] | undefined
}

/**
 * Keeps model calls within the limits that a provider has for a key and model, for all processes of a store: calls wait their turn,
 * fairly among users, instead of running into a 429.
 * @throws ConfigError naming the value and the mend.
 */
export function providerGuard(options: ProviderGuardOptions = {}): ProviderGuard {
  const settings = settingsOf(options)
  const { clock, now, send, userOf = payerOf, maxWaitMs, tell } = settings
  const gateFor = gates(settings)
  const budget = retryBudget()

  async function guarded(admission: Admission | undefined, input: Input, init: Init): Promise<Response> {
    const [user, deadline] = [userOf(admission), now() + maxWaitMs]
    const call = await knownCall(input, init)
    if (call === undefined) return send(input, init)
    const { name } = call.wire
    const gate = await gateFor(call, urlOf(input), headersOf(input, init))
    const demand = demandOf(name, call.read)
    const isFinal = !call.isMetered || !isProduced(name)
    const caller = { user, demand, isFinal, deadline, signal: signalOf(input, init) }
    return sendInTurn({ call, gate, caller, input, init })
  }

  /** As often as it makes sense, within one deadline. */
  async function sendInTurn(sending: Sending): Promise<Response> {
    const { gate, caller } = sending
    let last: Response | undefined
    for (let [retries, keys] = [0, 1]; ; ) {
      const outcome = await gate.enter(caller)
      if (!outcome.isPassed) return last ?? turnBack(sending, outcome)
      const { answer, refusal } = await tryOnce(sending, outcome)
      if (refusal === undefined || !isRepeatable(sending)) return answer
      // With another key that is no retry: the provider is not asked for more than it has.
      if (refusal === 'exhausted') keys += 1
      else retries += 1
      const mayGoOn =
        refusal === 'exhausted' ? keys <= gate.keys && gate.hasAwakeKey : retries <= MOST_RETRIES && budget.take()
      if (!mayGoOn) return answer
      last = answer
    }
  }

  function turnBack({ call: { wire } }: Sending, turnedBack: Parameters<typeof turnedBackAnswer>[1]): Response {
    const { reason, waitedMs, retryAfterMs } = turnedBack
    tell({ type: 'call-refused', api: wire.name, reason, waitedMs, retryAfterMs })
    return turnedBackAnswer(wire, turnedBack)
  }

  /** Sends it, and takes in what the answer tells of limits. */
  async function tryOnce(sending: Sending, passed: Passed): Promise<Tried> {
    const { call, caller } = sending
    const { key, waitedMs } = passed
    const api = call.wire.name
    if (waitedMs > 0) tell({ type: 'call-waited', api, waitedMs })
    const answer = await sendWith(key.secret, sending)
    const { status, headers } = answer
    const told = call.wire.limitsOf({ status, headers, error: await errorIn(answer), now: clock.now() })
    const pauseMs = key.learn(told)
    if (told.refusal === undefined) {
      budget.called()
      if (!caller.isFinal) correctLater(call, passed, caller, answer.ok)
      return { answer }
    }
    const { kind } = told.refusal
    tell({ type: 'key-paused', api, kind, pauseMs })
    await key.pause(pauseMs)
    return { answer: kind === 'exhausted' ? withoutRetry(answer) : answer, refusal: kind }
  }

  function sendWith(secret: string | undefined, { input, init }: Sending): Promise<Response> {
    if (secret === undefined) return send(input, init)
    return send(input, { ...init, headers: withKey(headersOf(input, init), secret) })
  }

  function within(admission: Admission, input: Input, init: Init): Promise<Response> {
    return fetchWithin(admission, (again, more) => guarded(admission, again, more), input, init)
  }

  return {
    fetch: (input, init) => {
      const admission = currentAdmission()
      return admission === undefined ? guarded(undefined, input, init) : within(admission, input, init)
    },
    fetchFor:
      ({ admission }) =>
      (input, init) =>
        within(admission, input, init),
  }
}

/** No user is called so. */
const NOBODY = ''

function payerOf(admission: Admission | undefined): string {
  return admission?.payer ?? NOBODY
}

/** What a call counts is known when it ends. */
function correctLater(call: KnownCall, { counted }: Passed, { demand }: Caller, isAnswered: boolean): void {
  const correct = (usage: Usage): void => void counted.correct(demandAfter(call.wire.name, demand, usage))
  if (isAnswered) call.whenEnded = correct
  else correct({ inputTokens: 0, outputTokens: 0 })
}

/** A stream that was sent is gone. */
function isRepeatable({ input, init }: Sending): boolean {
  return !isAborted(input, init) && (init?.body === undefined || init.body === null || typeof init.body === 'string')
}

import { Admission, type Decision } from './admission.js'
import { denialOf, plainDenial, tellDenied } from './denial.js'
import { type Engine, isUnpriced } from './engine.js'
import { freeGrant, freeStore } from './free-store.js'
import { CallOffers, type MeasuredCall } from './offers.js'
import type { Plan } from './plan.js'
import {
  type Answer,
  type Granted,
  ID_TTL_MS,
  offerList,
  type Partition,
  type Repeat,
  type ReserveReply,
} from './store.js'
import type { SubjectIds } from './subject-keys.js'

/** One request on its way to the store. */
export interface Ask {
  readonly plan: Plan
  readonly ids: SubjectIds
  readonly call: MeasuredCall
  readonly id: string
  readonly fingerprint: number | undefined
}

const UNAVAILABLE = { outcome: 'unavailable', retryAfterMs: 1_000 } as const

/** The route door: one round trip that holds what a request is expected to spend, or says why not. */
export function reserver(engine: Engine): (ask: Ask) => Answer<Decision> {
  const { store, events, clock, mode, leaseMs, partitionsOf } = engine
  const uncounted: Engine = { ...engine, store: freeStore(() => clock.now()) }

  function decide(ask: Ask): Answer<Decision> {
    const isRefused = isUnpriced(engine, ask.plan, ask.call.asked)
    if (isRefused && mode === 'enforce')
      return tellDenied(events, ask.plan, plainDenial(ask.plan, 'unpriced-model'), 'request')
    return askStore({ ask, offers: new CallOffers(engine, ask.plan, ask.call), isRefused }, clock.now(), false)
  }

  function askStore(attempt: Attempt, now: number, isRetry: boolean): Answer<Decision> {
    const { ask, offers } = attempt
    const { plan, id } = ask
    const partitions = partitionsOf(plan, ask.ids, now)
    const repeat = repeatOf(ask)
    try {
      const call = { id, issuedAt: now, leaseMs, partitions, offers, weight: plan.weight, repeat }
      const reply = store.reserve(call)
      if (!(reply instanceof Promise)) return answer(attempt, partitions, reply, now, isRetry)
      return reply.then(
        (late) => answer(attempt, partitions, late, now, isRetry),
        (cause) => unavailable(attempt, partitions, cause),
      )
    } catch (cause) {
      return unavailable(attempt, partitions, cause)
    }
  }

  function answer(
    attempt: Attempt,
    partitions: readonly Partition[],
    reply: ReserveReply,
    issuedAt: number,
    isRetry: boolean,
  ): Answer<Decision> {
    if (reply.kind === 'granted') return admit(engine, attempt, partitions, reply)
    if (!isRetry && isAtOtherTime(reply, issuedAt)) return askStore(attempt, reply.now, true)
    if (reply.kind === 'period') return unavailable(attempt, partitions, new RangeError('The store is in no period.'))
    if (mode !== 'enforce') return pass(attempt, partitions)
    const { plan } = attempt.ask
    const offers = offerList(attempt.offers)
    const denial =
      reply.kind === 'refused'
        ? denialOf({ plan, partitions, offers, call: attempt.ask.call }, reply)
        : plainDenial(plan, 'closed')
    return tellDenied(events, plan, denial, 'request')
  }

  function unavailable(attempt: Attempt, partitions: readonly Partition[], cause: unknown): Decision {
    events.emit('store-failed', { during: 'reserve', cause })
    return mode === 'enforce' ? UNAVAILABLE : pass(attempt, partitions)
  }

  /** A mode that never refuses lets go on uncounted what could not be counted. */
  function pass({ ask, offers }: Attempt, partitions: readonly Partition[]): Decision {
    const granted = freeGrant(partitions, { offers, leaseMs }, clock.now())
    return admit(uncounted, { ask, offers, isRefused: true }, partitions, granted)
  }

  function admit(counting: Engine, attempt: Attempt, partitions: readonly Partition[], granted: Granted): Decision {
    const { ask, offers, isRefused } = attempt
    const offer = offers.at(granted.offer)
    if (offer === undefined)
      return unavailable(attempt, partitions, new RangeError('The store granted an offer that was not made.'))
    const isShadowed = isRefused || offers.isShadow(granted.offer)
    const { plan, ids, call, id, fingerprint } = ask
    const { repeatFactor } = granted
    const reservation = { id, partitions, weight: plan.weight, repeatFactor, fingerprint }
    const admission = new Admission(counting, { plan, ids, call, reservation, granted, offer }, isShadowed)
    if (events.has('call-admitted')) {
      const { operation, tier } = plan
      const clamped = granted.output < (offers.at(0)?.output.min ?? 0)
      const { phase } = admission
      const { rung } = granted
      events.emit('call-admitted', { operation, tier, phase, rung, clamped, shadowed: isShadowed })
    }
    return admission
  }

  return decide
}

interface Attempt {
  readonly ask: Ask
  readonly offers: CallOffers
  /** The policy refuses, though the mode may not. */
  readonly isRefused: boolean
}

function repeatOf({ plan, fingerprint }: Ask): Repeat | undefined {
  if (fingerprint === undefined || plan.repeats === undefined) return undefined
  const { factors, windowMs } = plan.repeats
  return { fingerprint, factors, windowMs }
}

/** The store's time is not the one the call was made for: what it says of periods and old ids holds for that time only. */
function isAtOtherTime(reply: ReserveReply, issuedAt: number): boolean {
  return reply.kind === 'period' || (reply.kind === 'closed' && reply.now - issuedAt > ID_TTL_MS)
}

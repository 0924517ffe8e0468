import type { CallEstimate } from '../policy/call.js'
import { measure } from '../policy/measured-call.js'
import type { Plan } from '../policy/plan.js'
import { freeGrant, freeStore } from '../store/free-store.js'
import {
  type Answer,
  type Granted,
  ID_TTL_MS,
  offerList,
  type Partition,
  type Repeat,
  type ReserveReply,
} from '../store/store.js'
import { Admission, type Decision } from './admission.js'
import type { Ask } from './ask.js'
import { UNAVAILABLE } from './decision.js'
import { denialOf, plainDenial } from './denial.js'
import { type Engine, isUnpriced } from './engine.js'
import { CallOffers } from './offers.js'
import type { SubjectIds } from './subject-keys.js'
import { tellDenied } from './tell.js'

/** What a request says of itself. */
export interface Wish {
  /** Default: what the operation expects. */
  readonly call?: CallEstimate | undefined
  readonly id?: string | undefined
  readonly fingerprint?: number | undefined
}

export type Reserver = (plan: Plan, ids: SubjectIds, wish: Wish) => Answer<Decision>

const NO_CALL: CallEstimate = { inputTokens: 0 }

/** The route door: one round trip that holds what a request is expected to spend, or says why not. */
export function reserver(engine: Engine, newId: () => string): Reserver {
  const { store, events, clock, mode, leaseMs, partitionsOf } = engine
  const uncounted: Engine = { ...engine, store: freeStore(() => clock.now()) }

  function reserve(plan: Plan, ids: SubjectIds, { call = NO_CALL, id, fingerprint }: Wish): Answer<Decision> {
    const measured = measure(call, plan.expects, true)
    const isRefused = isUnpriced(engine, plan, measured.asked)
    if (isRefused && mode === 'enforce') return tellDenied(events, plan, plainDenial(plan, 'unpriced-model'), 'request')
    const ask: Ask = {
      plan,
      ids,
      call: measured,
      offers: new CallOffers(engine, plan, measured),
      id: id ?? newId(),
      isFresh: id === undefined,
      fingerprint,
      isRefused,
    }
    return askStore(ask, clock.now(), false)
  }

  function askStore(ask: Ask, now: number, isRetry: boolean): Answer<Decision> {
    const { plan, id, isFresh, offers } = ask
    const partitions = partitionsOf(plan, ask.ids, now)
    const repeat = repeatOf(ask)
    try {
      const call = { id, isFresh, issuedAt: now, leaseMs, partitions, offers, weight: plan.weight, repeat }
      const reply = store.reserve(call)
      if (!(reply instanceof Promise)) return answer(ask, partitions, reply, now, isRetry)
      return reply.then(
        (late) => answer(ask, partitions, late, now, isRetry),
        (cause) => unavailable(ask, partitions, cause),
      )
    } catch (cause) {
      return unavailable(ask, partitions, cause)
    }
  }

  function answer(
    ask: Ask,
    partitions: readonly Partition[],
    reply: ReserveReply,
    issuedAt: number,
    isRetry: boolean,
  ): Answer<Decision> {
    if (reply.kind === 'granted') return admit(engine, ask, partitions, reply)
    if (!isRetry && isAtOtherTime(reply, ask, issuedAt)) return askStore(ask, reply.now, true)
    if (reply.kind === 'period') return unavailable(ask, partitions, new RangeError('The store is in no period.'))
    if (mode !== 'enforce') return pass(ask, partitions)
    const { plan, call } = ask
    const denial =
      reply.kind === 'refused'
        ? denialOf({ plan, partitions, offers: offerList(ask.offers), call }, reply)
        : plainDenial(plan, 'closed')
    return tellDenied(events, plan, denial, 'request')
  }

  function unavailable(ask: Ask, partitions: readonly Partition[], cause: unknown): Decision {
    events.emit('store-failed', { during: 'reserve', cause })
    return mode === 'enforce' ? UNAVAILABLE : pass(ask, partitions)
  }

  /** A mode that never refuses lets go on uncounted what could not be counted. */
  function pass(ask: Ask, partitions: readonly Partition[]): Decision {
    const granted = freeGrant(partitions, { offers: ask.offers, leaseMs }, clock.now())
    return admit(uncounted, { ...ask, isRefused: true }, partitions, granted)
  }

  function admit(counting: Engine, ask: Ask, partitions: readonly Partition[], granted: Granted): Decision {
    const offer = ask.offers.at(granted.offer)
    if (offer === undefined)
      return unavailable(ask, partitions, new RangeError('The store granted an offer that was not made.'))
    const admission = new Admission(counting, { ask, partitions, granted, offer })
    if (events.has('call-admitted')) {
      const { operation, tier } = ask.plan
      const clamped = granted.output < (ask.offers.at(0)?.output.min ?? 0)
      const { phase, isShadowed: shadowed } = admission
      events.emit('call-admitted', { operation, tier, phase, rung: granted.rung, clamped, shadowed })
    }
    return admission
  }

  return reserve
}

function repeatOf({ plan, fingerprint }: Ask): Repeat | undefined {
  if (fingerprint === undefined || plan.repeats === undefined) return undefined
  const { factors, windowMs } = plan.repeats
  return { fingerprint, factors, windowMs }
}

/**
 * The store's time is not the one the call was made for: what it says of periods and old ids holds for that time only. An id that is
 * fresh cannot have been closed: it only looks older than what the store remembers.
 */
function isAtOtherTime(reply: ReserveReply, { isFresh }: Ask, issuedAt: number): boolean {
  return reply.kind === 'period' || (reply.kind === 'closed' && (isFresh || reply.now - issuedAt > ID_TTL_MS))
}

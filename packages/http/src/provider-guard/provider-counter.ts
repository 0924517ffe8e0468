import { type Charge, MAX_AMOUNT, type Quota, type ReserveCall, retryAfterMs, type Store } from '@llm-limit/core'
import type { Demand } from './demand.js'
import { type Limit, MINUTE_MS, UNITS, WINDOWS_MS } from './limit-table.js'

/** Counters count shares, so that processes that know different limits still share one: this much is a whole window's worth. */
const WHOLE = 1_000_000_000
/** A little less is used than there is, so that a burst leaves a provider's sliding window again. */
const REFILL = 0.98 * WHOLE
const UNSCALED = 1_000
const LEASE_MS = 60_000

/** Every unit in every window, always in this order. */
const COUNTERS = WINDOWS_MS.flatMap((windowMs) => UNITS.map((unit) => ({ unit, windowMs })))

const QUOTAS: readonly Quota[] = COUNTERS.map(({ unit, windowMs }) => ({
  counter: `${unit}/${windowMs}`,
  limit: WHOLE,
  aging: { algorithm: 'bucket', windowMs, refill: REFILL },
  scaled: false,
  ladder: false,
}))

/** A place under the limits of one key and model. */
export interface Place {
  /** It turned out to count something else. */
  correct(demand: Demand): Promise<void>
}

export interface ProviderCounterOptions {
  readonly store: Store
  /** Names the key and model. */
  readonly key: string
  readonly limits: () => readonly Limit[]
  readonly newId: () => string
  readonly now: () => number
}

/** What all processes together have used of one key and model. */
export interface ProviderCounter {
  /** @param isFinal The demand will not be corrected. @returns a place, or the ms until there may be one. */
  take(user: string, demand: Demand, isFinal: boolean): Promise<Place | number>
  /** The provider wants nothing more for so long. */
  pause(user: string, pauseMs: number): Promise<void>
}

/** Each minute refills evenly, whatever way the provider counts its minute. */
export function providerCounter({ store, key, limits, newId, now }: ProviderCounterOptions): ProviderCounter {
  function shares(demand: Demand): number[] {
    return COUNTERS.map(({ unit, windowMs }) => {
      const limit = limits().find((known) => known.unit === unit && known.windowMs === windowMs)
      return limit === undefined ? 0 : Math.min(MAX_AMOUNT, Math.ceil((WHOLE * demand[unit]) / limit.amount))
    })
  }

  /** The first record keeps at most 64 open calls: one for each user. The other one keeps any number. */
  function callOf(user: string, charges: readonly Charge[]): ReserveCall {
    const partitions = [
      { key: `${key}u:${user}`, quotas: [] },
      { key, quotas: QUOTAS },
    ]
    const offers = [{ rung: 0, charges, output: { min: 0, max: 0, hold: 0 } }]
    return { id: newId(), isFresh: true, issuedAt: now(), leaseMs: LEASE_MS, partitions, offers, weight: UNSCALED }
  }

  async function settle(
    { id, partitions }: ReserveCall,
    charges: readonly number[],
    estimated: boolean,
  ): Promise<void> {
    const reservation = { id, partitions, weight: UNSCALED, repeatFactor: UNSCALED }
    await store.settle(reservation, { charges, estimated, failed: false })
  }

  return {
    async take(user, demand, isFinal) {
      const wanted = shares(demand)
      const charges = COUNTERS.map((counter, i) => roomFor(capOf(counter), wanted[i] ?? 0))
      const call = callOf(user, charges)
      const reply = await store.reserve(call)
      if (reply.kind === 'refused') return Math.max(1, retryAfterMs(call, reply))
      // At once: held amounts do not age, and the provider's counter begins to refill now.
      await settle(call, wanted, !isFinal)
      return { correct: (truth) => (isFinal ? NOTHING : settle(call, shares(truth), false)) }
    },
    async pause(user, pauseMs) {
      const call = callOf(
        user,
        COUNTERS.map(() => chargeOf(MAX_AMOUNT, 0)),
      )
      const reply = await store.reserve(call)
      const used = reply.kind === 'granted' ? reply.used : []
      const debt = COUNTERS.map((counter, i) =>
        counter === PAUSED ? debtFor(pauseMs, used[i] ?? 0, capOf(counter)) : 0,
      )
      await settle(call, debt, false)
    },
  }
}

const NOTHING = Promise.resolve()

/** A pause is a debt of requests. */
const PAUSED = COUNTERS.find(({ unit, windowMs }) => unit === 'requests' && windowMs === MINUTE_MS)

function debtFor(pauseMs: number, used: number, cap: number): number {
  return Math.max(0, cap - used) + Math.ceil((REFILL * pauseMs) / MINUTE_MS)
}

/** Ten seconds' worth of a minute may be used at once: providers differ in how they count a minute. */
function capOf({ windowMs }: { readonly windowMs: number }): number {
  return windowMs === MINUTE_MS ? Math.ceil(WHOLE / 6) : WHOLE
}

/**
 * All but the largest calls wait for the same room, half of what may be used: otherwise a small one would always find room first.
 * One that is larger than all of it waits for an empty counter.
 */
function roomFor(cap: number, share: number): Charge {
  const fixed = Math.min(share, cap)
  return chargeOf(cap - Math.max(0, Math.floor(cap / 2) - fixed), fixed)
}

function chargeOf(cap: number, fixed: number): Charge {
  return { cap, fixed, perOutputToken: 0 }
}

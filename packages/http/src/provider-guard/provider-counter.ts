import { type Charge, MAX_AMOUNT, type Quota, type ReserveCall, retryAfterMs, type Store } from '@llm-limit/core'
import type { Demand } from './demand.js'
import { type KnownLimits, MINUTE_MS, UNITS, WINDOWS_MS } from './known-limits.js'

/** Counters count shares, so that processes that know different limits still share one: this much is a whole window's worth. */
const WHOLE = 1_000_000_000
/** A little less is used than there is, so that a burst leaves a provider's sliding window again. */
export const USED_SHARE = 0.98
const REFILL = USED_SHARE * WHOLE
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

/** A call that was counted. */
export interface Counted {
  /** It turned out to count something else. */
  correct(demand: Demand): Promise<void>
}

export interface ProviderCounterOptions {
  readonly store: Store
  /** Names the key and model. */
  readonly name: string
  readonly known: KnownLimits
  readonly newId: () => string
  readonly now: () => number
}

/** What all processes together have used of one key and model. */
export interface ProviderCounter {
  /** @param isFinal The demand will not be corrected. @returns the ms until there may be room, where there is none. */
  take(demand: Demand, isFinal: boolean): Promise<Counted | number>
  /** The provider wants nothing more for so long. */
  pause(pauseMs: number): Promise<void>
}

/** Each minute refills evenly, whatever way the provider counts its minute. */
export function providerCounter({ store, name, known, newId, now }: ProviderCounterOptions): ProviderCounter {
  function shares(demand: Demand): number[] {
    return COUNTERS.map(({ unit, windowMs }) => {
      const amount = known.amountOf(unit, windowMs)
      return amount === undefined ? 0 : Math.min(MAX_AMOUNT, Math.ceil((WHOLE * demand[unit]) / amount))
    })
  }

  /** @param offers What to charge, dearest first. */
  function callOf(offers: readonly (readonly Charge[])[]): ReserveCall {
    const id = newId()
    const partitions = [
      { key: `${name}n:${shelfOf(id)}`, quotas: [] },
      { key: name, quotas: QUOTAS },
    ]
    return {
      id,
      isFresh: true,
      issuedAt: now(),
      leaseMs: LEASE_MS,
      partitions,
      offers: offers.map((charges) => ({ rung: 0, charges, output: { min: 0, max: 0, hold: 0 } })),
      weight: UNSCALED,
    }
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
    async take(demand, isFinal) {
      const wanted = shares(demand)
      const charges = COUNTERS.map((counter, i) => roomFor(capOf(counter), wanted[i] ?? 0))
      const call = callOf([charges])
      const reply = await store.reserve(call)
      if (reply.kind === 'refused') return Math.max(1, retryAfterMs(call, reply))
      // At once: held amounts do not age, and the provider's counter begins to refill now.
      await settle(call, wanted, !isFinal)
      return { correct: (truth) => (isFinal ? DONE : settle(call, shares(truth), false)) }
    },
    async pause(pauseMs) {
      const offers = pauseOffers(pauseMs)
      const call = callOf(offers)
      const reply = await store.reserve(call)
      if (reply.kind !== 'granted') return
      const charges = (offers[reply.offer] ?? []).map(({ fixed }) => fixed)
      await settle(call, charges, false)
    },
  }
}

const DONE = Promise.resolve()

/** The first record of a call keeps it open until it is settled, 64 of them at most: calls are spread over 256 such records. */
function shelfOf(id: string): string {
  return id.slice(0, 2)
}

/**
 * A pause is a debt of requests, paid back when it ends. The store charges what is missing of it, in twentieths: pauses that several calls
 * or processes ask for at a time are one.
 */
function pauseOffers(pauseMs: number): (readonly Charge[])[] {
  const debt = Math.min(MAX_AMOUNT / 2, roomyAt(capOf(PAUSED)) + Math.ceil((REFILL * pauseMs) / MINUTE_MS))
  const step = Math.ceil(debt / PAUSE_STEPS)
  return Array.from({ length: PAUSE_STEPS }, (_, i) =>
    COUNTERS.map((counter) =>
      counter.unit === PAUSED.unit && counter.windowMs === PAUSED.windowMs
        ? chargeOf(debt + step, (PAUSE_STEPS - i) * step)
        : chargeOf(MAX_AMOUNT, 0),
    ),
  )
}

const PAUSED = { unit: 'requests', windowMs: MINUTE_MS } as const
const PAUSE_STEPS = 20

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
  return chargeOf(Math.min(cap, roomyAt(cap) + fixed), fixed)
}

/** Used by others, at most, for a call to be taken. */
function roomyAt(cap: number): number {
  return Math.ceil(cap / 2)
}

function chargeOf(cap: number, fixed: number): Charge {
  return { cap, fixed, perOutputToken: 0 }
}

import { MAX_AMOUNT, UNSCALED } from '../amounts.js'
import type { Clock } from '../clock.js'
import { memoryStore } from '../store/memory-store.js'
import { usedIn } from '../store/operations/view.js'
import type { Offer, Partition } from '../store/store.js'
import { atOnce } from './at-once.js'

/** What was admitted here and brought to the store since, as far as it still counts. */
export interface PostedUse {
  add(partitions: readonly Partition[], amounts: readonly number[]): void
  forget(partition: Partition): void
  /** One amount a quota. */
  usedOf(partitions: readonly Partition[]): readonly number[]
}

export function postedUse(clock: Clock): PostedUse {
  const memory = memoryStore({ clock, maxRecords: Number.POSITIVE_INFINITY })
  let count = 0

  return {
    add(partitions, amounts) {
      count += 1
      const reservation = { id: `${count}`, partitions, weight: UNSCALED, repeatFactor: UNSCALED }
      const call = { ...reservation, isFresh: true, issuedAt: clock.now(), leaseMs: 0, offers: spentOffer(amounts) }
      atOnce(memory.reserve(call))
      atOnce(memory.settle(reservation, { charges: amounts, estimated: false, failed: false }))
    },
    forget(partition) {
      atOnce(memory.reset([partition]))
    },
    usedOf(partitions) {
      const { records, now } = atOnce(memory.peek(partitions))
      return usedIn(records, partitions, now)
    },
  }
}

/** Fits whatever is used: it was spent already. */
export function spentOffer(amounts: readonly number[]): readonly Offer[] {
  const charges = amounts.map((fixed) => ({ cap: MAX_AMOUNT, fixed, perOutputToken: 0 }))
  return [{ rung: 0, charges, output: { min: 0, max: 0, hold: 0 } }]
}

import { type Clock, steadyMs } from '../clock.js'
import type { Quota } from '../store/quota.js'
import type { Partition } from '../store/store.js'
import { agedUse, type UseAt } from './aged-use.js'

/** Partitions remembered; beyond, the one longest not heard of is forgotten. */
export const MOST_KNOWN = 10_000

/** What was used of each quota when last heard of, as far as it still counts. */
export interface KnownUse {
  /** @param used One amount a quota, over all partitions in order. @param storeNow Time of the store that says so. */
  note(partitions: readonly Partition[], used: readonly number[], storeNow: number): void
  /** One amount a quota; 0 for what was never heard of. */
  usedOf(partitions: readonly Partition[]): number[]
  forget(partitions: readonly Partition[]): void
  readonly size: number
}

interface Noted extends UseAt {
  readonly quotas: readonly Quota[]
  readonly used: readonly number[]
  /** Where the amounts of this partition begin in `used`. */
  readonly from: number
}

export function knownUse(clock: Clock): KnownUse {
  const byKey = new Map<string, Noted>()

  function put(key: string, noted: Noted): void {
    byKey.delete(key)
    if (byKey.size >= MOST_KNOWN) byKey.delete(byKey.keys().next().value ?? '')
    byKey.set(key, noted)
  }

  return {
    note(partitions, used, storeNow) {
      const at = steadyMs(clock)
      let from = 0
      for (const { key, quotas } of partitions) {
        put(key, { quotas, used, from, storeNow, at })
        from += quotas.length
      }
    },
    usedOf(partitions) {
      const now = steadyMs(clock)
      return partitions.flatMap(({ key, quotas }) => {
        const noted = byKey.get(key)
        return quotas.map((quota, slot) => (noted === undefined ? 0 : usedNow(noted, quota, slot, now)))
      })
    },
    forget(partitions) {
      for (const { key } of partitions) byKey.delete(key)
    },
    get size() {
      return byKey.size
    },
  }
}

function usedNow(noted: Noted, quota: Quota, slot: number, now: number): number {
  const { quotas, used, from } = noted
  const at =
    quotas[slot]?.counter === quota.counter ? slot : quotas.findIndex(({ counter }) => counter === quota.counter)
  const known = quotas[at]
  return known === undefined ? 0 : agedUse(known.aging, used[from + at] ?? 0, noted, now)
}

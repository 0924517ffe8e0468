import { UNSCALED } from '../amounts.js'
import type { Granted, Offers, Partition, Store } from './store.js'

/** Grants everything, counts nothing, so that a settlement changes nothing: for mode 'off', and where shadow mode cannot count. */
export function freeStore(now: () => number): Store {
  return {
    reserve: (call) => freeGrant(call.partitions, call, now()),
    raise: ({ partitions }, call) => freeGrant(partitions, call, now()),
    renew: (_, { leaseMs, hold }) => ({
      kind: 'renewed',
      now: now(),
      end: now() + leaseMs,
      used: hold.map(() => 0),
    }),
    settle: () => ({ kind: 'already', now: now() }),
    peek: () => ({ now: now(), records: [] }),
    reset: () => undefined,
    health: async () => {},
    close: async () => {},
  }
}

/** The first offer in full, as if nothing had ever been used. */
export function freeGrant(
  partitions: readonly Partition[],
  { offers, leaseMs }: { readonly offers: Offers; readonly leaseMs: number },
  now: number,
): Granted {
  return {
    kind: 'granted',
    now,
    offer: 0,
    rung: 0,
    output: offers.at(0)?.output.max ?? 0,
    repeatFactor: UNSCALED,
    end: now + leaseMs,
    used: partitions.flatMap((partition) => partition.quotas.map(() => 0)),
  }
}

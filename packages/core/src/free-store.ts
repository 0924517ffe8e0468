import type { Store } from './store.js'

/** The store of mode 'off': grants everything, counts nothing. */
export function freeStore(now: () => number): Store {
  return {
    reserve: async ({ offers, leaseMs, partitions }) => ({
      kind: 'granted',
      now: now(),
      offer: 0,
      rung: 0,
      output: offers[0]?.output.max ?? 0,
      repeatFactor: 1000,
      end: now() + leaseMs,
      used: partitions.flatMap((partition) => partition.quotas.map(() => 0)),
    }),
    raise: async ({ partitions }, { offers, leaseMs }) => ({
      kind: 'granted',
      now: now(),
      offer: 0,
      rung: 0,
      output: offers[0]?.output.max ?? 0,
      repeatFactor: 1000,
      end: now() + leaseMs,
      used: partitions.flatMap((partition) => partition.quotas.map(() => 0)),
    }),
    renew: async (_, { leaseMs, hold }) => ({
      kind: 'renewed',
      now: now(),
      end: now() + leaseMs,
      used: hold.map(() => 0),
    }),
    settle: async () => ({ kind: 'settled', now: now() }),
    peek: async () => ({ now: now(), records: [] }),
    reset: async () => {},
    health: async () => {},
    close: async () => {},
  }
}

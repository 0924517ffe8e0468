import { type Offer, type Partition, type Quota, type Store, usedIn } from '@llm-limit/core'

/** Units that everybody together may use; nothing comes back within a test. */
export const LIMIT = 500
const BOUNDLESS = 2 ** 52 - 1

const DAY: Quota['aging'] = { algorithm: 'sliding', windowMs: 86_400_000 }
const QUOTA: Quota = { counter: 'tokens', limit: LIMIT, scaled: false, ladder: false, aging: DAY }

function callOf(name: string, user: number): Partition[] {
  const together = `${name}:{everyone}`
  return [
    { key: `${name}:{u:${user}}`, quotas: [], together },
    { key: together, quotas: [QUOTA], together },
  ]
}

export interface Spent {
  readonly granted: number
  readonly refused: number
  /** What the store itself says. */
  readonly used: number
}

/** `calls` reserves of a unit, of many users and all at once; none is settled meanwhile. */
export async function reserveTogether(store: Store, name: string, calls: number, users: number): Promise<Spent> {
  const kinds = await Promise.all(
    Array.from({ length: calls }, (_, n) => reserveOne(store, callOf(name, n % users), n)),
  )
  return {
    granted: kinds.filter((kind) => kind === 'granted').length,
    refused: kinds.filter((kind) => kind === 'refused').length,
    used: await usedOf(store, callOf(name, 0)),
  }
}

async function reserveOne(store: Store, partitions: readonly Partition[], n: number): Promise<string> {
  const call = { id: `call ${n}`, isFresh: true, issuedAt: Date.now(), leaseMs: 60_000, partitions, weight: 1_000 }
  return (await store.reserve({ ...call, offers: [unitUpTo(LIMIT)] })).kind
}

function unitUpTo(cap: number): Offer {
  return { rung: 0, charges: [{ cap, fixed: 1, perOutputToken: 0 }], output: { min: 0, max: 0, hold: 0 } }
}

async function usedOf(store: Store, partitions: readonly Partition[]): Promise<number> {
  const { now, records } = await store.peek(partitions)
  return usedIn(records, partitions, now)[0] ?? 0
}

/** The bug that stores exist against: looks whether there is room, then counts, in two steps. */
export function checkThenIncrement(store: Store): Store {
  return {
    ...store,
    async reserve(call) {
      const isFull = (await usedOf(store, call.partitions)) >= LIMIT
      return store.reserve(isFull ? call : { ...call, offers: [unitUpTo(BOUNDLESS)] })
    },
  }
}

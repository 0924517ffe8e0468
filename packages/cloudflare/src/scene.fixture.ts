import {
  type Aging,
  type Offer,
  type Partition,
  type Reservation,
  type ReserveReply,
  type Store,
  usedIn,
} from '@llm-limit/core'

const MINUTE = 60_000

/** A partition with one quota of 100. */
export function partitionOf(key: string, windowMs: number = MINUTE): Partition {
  const aging: Aging = { algorithm: 'sliding', windowMs }
  return { key, quotas: [{ counter: 'tokens', limit: 100, scaled: false, ladder: false, aging }] }
}

export function offerOf(partitions: readonly Partition[], units: number): Offer {
  const charges = partitions.map(() => ({ cap: 100, fixed: units, perOutputToken: 0 }))
  return { rung: 0, charges, output: { min: 0, max: 0, hold: 0 } }
}

export interface Opened {
  readonly reply: ReserveReply
  readonly reservation: Reservation
}

export async function open(
  store: Store,
  id: string,
  partitions: readonly Partition[],
  units: number,
  now: number = Date.now(),
): Promise<Opened> {
  const call = { id, issuedAt: now, leaseMs: MINUTE, partitions, offers: [offerOf(partitions, units)], weight: 1_000 }
  const reply = await store.reserve(call)
  const reservation: Reservation = { id, partitions, weight: 1_000, repeatFactor: 1_000 }
  return { reply, reservation }
}

export async function spend(
  store: Store,
  id: string,
  partitions: readonly Partition[],
  units: number,
  now?: number,
): Promise<void> {
  const { reservation } = await open(store, id, partitions, units, now)
  await store.settle(reservation, { charges: partitions.map(() => units), estimated: false, failed: false })
}

export async function usedOf(store: Store, partitions: readonly Partition[]): Promise<readonly number[]> {
  const { now, records } = await store.peek(partitions)
  return usedIn(records, partitions, now)
}

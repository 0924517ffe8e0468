import type { Aging, Offer, Partition, Quota, Reservation, ReserveCall, Settlement } from '@llm-limit/core'
import type { ReferenceStore } from './reference-store.js'
import type { ReferenceReply } from './replies.js'

/** 2023-11-14T22:13:20Z, on the grid of lease ends. */
export const T0 = 1_700_000_000_000

export const MINUTE = 60_000

export const perMinute: Aging = { algorithm: 'sliding', windowMs: MINUTE }

export function bucket(refill: number): Aging {
  return { algorithm: 'bucket', windowMs: MINUTE, refill }
}

export function calendar(start: number, length: number): Aging {
  return { algorithm: 'calendar', boundaries: [start - length, start, start + length, start + 2 * length] }
}

export function quota(counter: string, limit: number, aging: Aging, more: Partial<Quota> = {}): Quota {
  return { counter, limit, aging, scaled: false, ladder: true, ...more }
}

export function of(key: string, ...quotas: Quota[]): Partition {
  return { key, quotas }
}

/** One rung that charges every quota the same fixed amount and may use all of every limit. */
export function fixed(partitions: readonly Partition[], units: number, rung = 0): Offer {
  const quotas = partitions.flatMap((partition) => partition.quotas)
  const charges = quotas.map(({ limit }) => ({ cap: limit, fixed: units, perOutputToken: 0 }))
  return { rung, charges, output: { min: 0, max: 0, hold: 0 } }
}

export function callOf(
  id: string,
  partitions: readonly Partition[],
  units: number,
  more: Partial<ReserveCall> = {},
): ReserveCall {
  const offers = [fixed(partitions, units)]
  return { id, issuedAt: T0, leaseMs: MINUTE, partitions, offers, weight: 1_000, ...more }
}

export function reservationOf({ id, partitions, weight, repeat }: ReserveCall, reply: ReferenceReply): Reservation {
  const repeatFactor = reply.kind === 'granted' ? reply.repeatFactor : 1_000
  const fingerprint = repeat === undefined ? {} : { fingerprint: repeat.fingerprint }
  return { id, partitions, weight, repeatFactor, ...fingerprint }
}

/** Neither an estimate nor a failure. */
export const final: Omit<Settlement, 'charges'> = { estimated: false, failed: false }

/** Reserves and settles at once, so that `units` of every quota are settled at `now`. */
export function spend(
  store: ReferenceStore,
  id: string,
  partitions: readonly Partition[],
  units: number,
  now: number,
): void {
  const call = callOf(id, partitions, units, { issuedAt: now })
  const reservation = reservationOf(call, store.reserve(call, now))
  const charges = partitions.flatMap(({ quotas }) => quotas.map(() => units))
  const { kind } = store.settle(reservation, { charges, ...final }, now)
  if (kind !== 'settled') throw new Error(`${id} was ${kind}`)
}

/** A reservation that must be granted. */
export function open(store: ReferenceStore, call: ReserveCall, now: number): Reservation {
  const reply = store.reserve(call, now)
  if (reply.kind !== 'granted') throw new Error(`${call.id} was ${reply.kind}`)
  return reservationOf(call, reply)
}

import type {
  Partition,
  RaiseCall,
  RenewCall,
  RenewReply,
  Reservation,
  ReserveCall,
  Settlement,
  SettleReply,
} from '@llm-limit/core'
import { raise, renew } from './extend.js'
import { openLease } from './lease-moves.js'
import { heldOf, shareOf } from './reference-record.js'
import type { ReferenceReply } from './replies.js'
import { reserve } from './reserve.js'
import { searchRetryAfter } from './retry-after.js'
import { reset, settle } from './settle.js'
import { openView, timeOf, usedIn, type World } from './view.js'

/**
 * The rules of a store, written to be read and not to be fast: amounts are bigint, what was settled is kept entry by entry,
 * what is held is summed from the leases. `now` is the raw clock, which may run backwards.
 */
export interface ReferenceStore {
  reserve(call: ReserveCall, now: number): ReferenceReply
  raise(reservation: Reservation, call: RaiseCall, now: number): ReferenceReply
  renew(reservation: Reservation, call: RenewCall, now: number): RenewReply
  settle(reservation: Reservation, settlement: Settlement, now: number): SettleReply
  reset(partitions: readonly Partition[], now: number): void
  /** Units used of each quota as a call would find them. Writes nothing, like all that follow. */
  used(partitions: readonly Partition[], now: number): bigint[]
  /** The part of `used` that open reservations hold. */
  held(partitions: readonly Partition[], now: number): bigint[]
  /** The same, and what one reservation holds of it: nothing when it is not open. */
  look(reservation: Reservation, now: number): { readonly used: bigint[]; readonly holds: bigint[] }
  /** Rule 1: the later of clock and records. */
  time(partitions: readonly Partition[], now: number): number
  /** Milliseconds until the same call with a new id is admitted if nothing else happens; for reason `leases` until one has ended. */
  retryAfter(call: ReserveCall, now: number): number | 'never'
}

export function referenceStore(): ReferenceStore {
  const world: World = new Map()
  return {
    reserve: (call, now) => reserve(world, call, now),
    raise: (reservation, call, now) => raise(world, reservation, call, now),
    renew: (reservation, call, now) => renew(world, reservation, call, now),
    settle: (reservation, settlement, now) => settle(world, reservation, settlement, now),
    reset: (partitions, now) => reset(world, partitions, now),
    used: (partitions, now) => usedIn(openView(world, partitions, now, 'reshaped')),
    held: (partitions, now) =>
      openView(world, partitions, now, 'reshaped').places.map(({ record, quota }) => heldOf(record, quota.counter)),
    look(reservation, now) {
      const view = openView(world, reservation.partitions, now, 'kept')
      const shares = openLease(view.home, reservation.id)?.shares ?? []
      const holds = view.places.map(({ record, quota }) => shareOf(shares, record.key, quota.counter).hold)
      return { used: usedIn(view), holds }
    },
    time: (partitions, now) => timeOf(world, partitions, now),
    retryAfter: (call, now) => searchRetryAfter(world, call, now),
  }
}

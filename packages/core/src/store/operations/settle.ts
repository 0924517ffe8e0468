import { addSettled, advance } from '../algorithms/counter.js'
import { keepLate } from '../late.js'
import { dropLease, holdHome, inPeriod, openLease } from '../leases.js'
import { closeId, idHash, isMarked, markClosed } from '../marks.js'
import type { Lease, PartitionRecord } from '../record.js'
import { uncountRepeat } from '../repeats.js'
import { LATE_MS, type Reservation, type Settlement, type SettleReply } from '../store.js'
import { turnWheels } from '../wheel.js'
import { beginWriting, eachSlot, forgetGone, type View } from './view.js'

/** Settles a reservation, corrects an earlier settlement, or marks an unknown id. Rules 22 to 28 of docs/reference/store.md. */
export function settleIn(
  view: View,
  home: PartitionRecord,
  reservation: Reservation,
  settlement: Settlement,
): SettleReply {
  const { now } = view
  const { id } = reservation
  const open = openLease(home, id)
  if (open !== undefined) {
    beginWriting(view)
    settleOpen(view, home, reservation, open, settlement)
    return { kind: 'settled', now }
  }
  const late = home.late.find((lease) => lease.id === id)
  if (late === undefined) return markUnknown(view, home, id)
  if (late.status === 'estimated' && settlement.estimated) return { kind: 'already', now }
  beginWriting(view)
  home.late = home.late.filter((lease) => lease !== late)
  charge(view, reservation, late, settlement, late.observed)
  close(view, home, reservation, late, settlement)
  return { kind: 'corrected', now }
}

function markUnknown(view: View, home: PartitionRecord, id: string): SettleReply {
  const { now } = view
  const hash = idHash(id)
  if (isMarked(home, hash, now)) return { kind: 'already', now }
  beginWriting(view)
  markClosed(home, hash, now)
  return { kind: 'marked', now }
}

const NOTHING: readonly number[] = []

function settleOpen(
  view: View,
  home: PartitionRecord,
  reservation: Reservation,
  lease: Lease,
  settlement: Settlement,
): void {
  turnWheels(view.records, reservation.partitions, lease, -1)
  holdHome(home, lease, -1)
  dropLease(home, lease)
  charge(view, reservation, lease, settlement, NOTHING)
  if (settlement.failed && reservation.fingerprint !== undefined) uncountRepeat(home, reservation.fingerprint)
  close(view, home, reservation, lease, settlement)
}

/** Settles what the charges are above what was charged `before`, or takes back what they are below. */
function charge(
  { records, now }: View,
  { partitions }: Reservation,
  lease: Lease,
  { charges }: Settlement,
  before: readonly number[],
): void {
  eachSlot(records, partitions, (record, slot, quota, index) => {
    if (slot < 0 || !inPeriod(record, slot, quota, lease, index)) return
    // Calendars were rolled when the writing began.
    if (quota.aging.algorithm !== 'calendar') advance(record, slot, quota.aging, now)
    addSettled(record, slot, quota.aging, now, (charges[index] ?? 0) - (before[index] ?? 0))
  })
}

/** An estimate may still be replaced once; the truth closes the id. */
function close(
  view: View,
  home: PartitionRecord,
  { partitions }: Reservation,
  lease: Lease,
  { estimated, charges }: Settlement,
): void {
  if (!estimated) return closeId(home, lease, view.now)
  lease.status = 'estimated'
  lease.hold = NOTHING
  lease.observed = charges
  lease.end = view.now + LATE_MS
  forgetGone(view, partitions, lease)
  keepLate(home, lease, view.now)
}

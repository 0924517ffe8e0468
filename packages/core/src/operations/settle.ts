import { addHeld, addSettled, advance } from '../algorithms/counter.js'
import { dropLease, dropMarks, idHash, inPeriod, isMarked, keepLate, markClosed, openLease } from '../leases.js'
import { LAST, type Lease, type PartitionRecord, slotsOf } from '../record.js'
import { uncountRepeat } from '../repeats.js'
import { LATE_MS, type Reservation, type Settlement, type SettleReply } from '../store.js'
import { eachSlot, stamp, turnWheels, type View } from './view.js'

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
    dropMarks(home, now)
    settleOpen(view, home, reservation, open, settlement)
    stamp(view)
    return { kind: 'settled', now }
  }
  const late = home.late.find((lease) => lease.id === id)
  if (late === undefined ? isMarked(home, idHash(id), now) : late.status === 'estimated' && settlement.estimated)
    return { kind: 'already', now }
  dropMarks(home, now)
  if (late === undefined) {
    markClosed(home, idHash(id), now)
    home.state[LAST] = now
    return { kind: 'marked', now }
  }
  correct(view, home, reservation, late, settlement)
  stamp(view)
  return { kind: 'corrected', now }
}

function settleOpen(
  view: View,
  home: PartitionRecord,
  reservation: Reservation,
  lease: Lease,
  settlement: Settlement,
): void {
  const { partitions, fingerprint } = reservation
  turnWheels(view, partitions, lease, -1)
  dropLease(home, lease)
  let index = 0
  for (let p = 0; p < partitions.length; p += 1) {
    const quotas = partitions[p]?.quotas ?? []
    const record = view.records[p]
    const slots = record === undefined ? undefined : slotsOf(record, quotas)
    for (let i = 0; i < quotas.length && record !== undefined; i += 1, index += 1) {
      const quota = quotas[i]
      const slot = slots === undefined ? i : (slots[i] ?? -1)
      if (quota === undefined || slot < 0 || !inPeriod(record, slot, quota, lease, index)) continue
      addHeld(record, slot, -(lease.hold[index] ?? 0))
      settleNow(view, record, slot, quota.aging, settlement.charges[index] ?? 0)
    }
  }
  if (settlement.failed && fingerprint !== undefined) uncountRepeat(home, fingerprint)
  close(view, home, lease, settlement)
}

function correct(
  view: View,
  home: PartitionRecord,
  reservation: Reservation,
  lease: Lease,
  settlement: Settlement,
): void {
  home.late = home.late.filter((late) => late !== lease)
  eachSlot(view, reservation.partitions, (record, slot, quota, i) => {
    if (slot < 0 || !inPeriod(record, slot, quota, lease, i)) return
    settleNow(view, record, slot, quota.aging, (settlement.charges[i] ?? 0) - (lease.observed[i] ?? 0))
  })
  close(view, home, lease, settlement)
}

function settleNow(
  { now }: View,
  record: PartitionRecord,
  slot: number,
  aging: Parameters<typeof advance>[2],
  amount: number,
): void {
  if (aging.algorithm !== 'calendar') advance(record, slot, aging, now)
  addSettled(record, slot, aging, now, amount)
}

/** An estimate may still be replaced once; the truth closes the id. */
function close(view: View, home: PartitionRecord, lease: Lease, settlement: Settlement): void {
  if (!settlement.estimated) return markClosed(home, lease.hash, view.now)
  lease.status = 'estimated'
  lease.observed = settlement.charges
  lease.end = view.now + LATE_MS
  keepLate(home, lease, view.now)
}

import { addHeld } from '../algorithms/counter.js'
import { inPeriod, openLease } from '../leases.js'
import type { PartitionRecord } from '../record.js'
import type { RenewCall, RenewReply, Reservation } from '../store.js'
import { eachSlot, leaseEnd, stamp, turnWheels, usedOf, type View } from './view.js'

/** Renews an open lease. Rule 19 of docs/reference/store.md. */
export function renewIn(
  view: View,
  home: PartitionRecord,
  { id, partitions }: Reservation,
  call: RenewCall,
): RenewReply {
  const { now } = view
  const lease = openLease(home, id)
  if (lease === undefined) return { kind: 'closed', now }
  const before = lease.hold
  turnWheels(view, partitions, lease, -1)
  lease.observed = before.map((_, i) => Math.max(lease.observed[i] ?? 0, call.observed[i] ?? 0))
  lease.hold = lease.observed.map((seen, i) => Math.max(seen, call.hold[i] ?? 0))
  lease.end = Math.max(lease.end, leaseEnd(now, call.leaseMs))
  eachSlot(view, partitions, (record, slot, quota, i) => {
    if (slot < 0 || !inPeriod(record, slot, quota, lease, i)) return
    addHeld(record, slot, (lease.hold[i] ?? 0) - (before[i] ?? 0))
  })
  turnWheels(view, partitions, lease, 1)
  stamp(view)
  return { kind: 'renewed', now, end: lease.end, used: usedOf(view, partitions) }
}

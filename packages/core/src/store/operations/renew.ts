import { openLease } from '../leases.js'
import type { PartitionRecord } from '../record.js'
import type { RenewCall, RenewReply, Reservation } from '../store.js'
import { moveLease } from './move-lease.js'
import { beginWriting, leaseEnd, usedOf, type View } from './view.js'

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
  const observed = lease.hold.map((_, i) => Math.max(lease.observed[i] ?? 0, call.observed[i] ?? 0))
  const hold = lease.hold.map((held, i) => Math.max(held, observed[i] ?? 0, call.hold[i] ?? 0))
  beginWriting(view)
  moveLease(view, partitions, lease, { hold, observed, end: leaseEnd(now, call.leaseMs) })
  return { kind: 'renewed', now, end: lease.end, used: usedOf(view, partitions) }
}

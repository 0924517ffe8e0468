import { holdHome } from '../leases.js'
import type { Lease } from '../record.js'
import type { Partition } from '../store.js'
import { turnWheels } from '../wheel.js'
import { forgetGone, type View } from './view.js'

/** Replaces what an open lease holds, in every record. Its end never moves back. */
export function moveLease(
  view: View,
  partitions: readonly Partition[],
  lease: Lease,
  next: Pick<Lease, 'hold' | 'observed' | 'end'>,
): void {
  const [home] = view.records
  if (home === undefined) return
  turnWheels(view.records, partitions, lease, -1)
  holdHome(home, lease, -1)
  lease.hold = next.hold
  lease.observed = next.observed
  lease.end = Math.max(lease.end, next.end)
  forgetGone(view, partitions, lease)
  holdHome(home, lease, 1)
  turnWheels(view.records, partitions, lease, 1)
}

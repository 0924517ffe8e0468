import { dropLease, holdHome, openLease } from './leases.js'
import { copyRecord, type PartitionRecord } from './record.js'
import type { Partition } from './store.js'
import { turnWheels } from './wheel.js'

/** Copies of the records without what an open reservation holds: the records themselves when it is not open. */
export function withoutLease(
  found: readonly PartitionRecord[],
  partitions: readonly Partition[],
  id: string,
): readonly PartitionRecord[] {
  const records = found.map(copyRecord)
  const [home] = records
  const lease = home === undefined ? undefined : openLease(home, id)
  if (home === undefined || lease === undefined) return found
  turnWheels(records, partitions, lease, -1)
  holdHome(home, lease, -1)
  dropLease(home, lease)
  return records
}

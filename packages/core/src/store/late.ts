import { closeId } from './marks.js'
import type { Lease, PartitionRecord } from './record.js'
import { MAX_LATE } from './store.js'

/** Keeps an ended or estimated lease for its correction; beyond the most that are kept, the oldest becomes a closed mark. */
export function keepLate(record: PartitionRecord, lease: Lease, now: number): void {
  if (record.late.length === 0) record.late = [lease]
  else record.late.push(lease)
  while (record.late.length > MAX_LATE) {
    const oldest = record.late.shift()
    if (oldest !== undefined) closeId(record, oldest, now)
  }
}

/** Late leases whose time is over become closed marks. */
export function closeLate(record: PartitionRecord, now: number): void {
  if (record.late.length === 0) return
  for (const lease of record.late) if (lease.end <= now) closeId(record, lease, now)
  record.late = record.late.filter((lease) => lease.end > now)
}

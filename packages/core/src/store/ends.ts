import { addSettled, advance } from './algorithms/counter.js'
import { closeLate, keepLate } from './late.js'
import { holdHome, inPeriod } from './leases.js'
import { type Lease, type PartitionRecord, slotsOf } from './record.js'
import { LATE_MS } from './store.js'
import { endWheelRow } from './wheel.js'

/** Whether anything of the record ends by itself until `now`. */
export function hasEnded(record: PartitionRecord, now: number): boolean {
  if (record.wheel.length > 0 && (record.wheel[0] ?? 0) <= now) return true
  if (record.late.length > 0 && (record.late[0]?.end ?? 0) <= now) return true
  for (const lease of record.leases) if (lease.end <= now) return true
  return false
}

/** Ends what is due until `now`, each at its own instant, in order of ending, then of opening. */
export function endDue(record: PartitionRecord, now: number): void {
  if (!hasEnded(record, now)) return
  const due = record.leases.filter((lease) => lease.end <= now).sort((a, b) => a.end - b.end)
  if (due.length > 0) record.leases = record.leases.filter((lease) => lease.end > now)
  for (const lease of due) endLease(record, lease, now)
  while ((record.wheel[0] ?? Number.POSITIVE_INFINITY) <= now) endWheelRow(record)
  closeLate(record, now)
}

/** Periods are not rolled yet: what ended in an old one still meets it. */
function endLease(record: PartitionRecord, lease: Lease, now: number): void {
  holdHome(record, lease, -1)
  const slots = slotsOf(record, lease.quotas)
  lease.quotas.forEach((_, i) => {
    const slot = slots === undefined ? i : (slots[i] ?? -1)
    const quota = record.quotas[slot]
    if (quota === undefined || !inPeriod(record, slot, quota, lease, i)) return
    if (quota.aging.algorithm !== 'calendar') advance(record, slot, quota.aging, lease.end)
    addSettled(record, slot, quota.aging, lease.end, lease.observed[i] ?? 0)
  })
  lease.status = 'ended'
  lease.end += LATE_MS
  keepLate(record, lease, now)
}

import { bucketDebt, drainOf } from './algorithms/bucket.js'
import { periodEnd } from './algorithms/calendar.js'
import { slidingSettled } from './algorithms/sliding.js'
import type { Quota } from './quota.js'
import { type PartitionRecord, read, SETTLED, SINCE } from './record.js'
import { ID_TTL_MS } from './store.js'

/** Whether a record is worth nothing any more: forgetting it changes no decision. */
export function isIdle(record: PartitionRecord, now: number): boolean {
  return (
    record.leases.length === 0 &&
    record.wheel.length === 0 &&
    record.late.every((lease) => lease.end <= now) &&
    (record.marks[record.marks.length - 1] ?? 0) + ID_TTL_MS <= now &&
    record.repeats.every((value, i) => i % 3 !== 2 || value <= now) &&
    record.quotas.every((quota, slot) => isSpent(record, slot, quota, now))
  )
}

/** Nothing settled counts any more; a calendar period counts until its own end, whatever periods a later call brings. */
function isSpent(record: PartitionRecord, slot: number, { aging }: Quota, now: number): boolean {
  switch (aging.algorithm) {
    case 'sliding':
      return slidingSettled(record, slot, aging.windowMs, now) === 0
    case 'calendar':
      return read(record, slot, SETTLED) === 0 || now >= periodEnd(aging.boundaries, read(record, slot, SINCE))
    case 'bucket':
      return bucketDebt(record, slot, drainOf(aging), now) === 0
    case 'concurrency':
      return true
  }
}

import { bucketDebt, drainOf, ticksToDrain } from './algorithms/bucket.js'
import { periodEnd } from './algorithms/calendar.js'
import { slidingEnd, slidingSettled } from './algorithms/sliding.js'
import { endDue, hasEnded } from './ends.js'
import type { Quota } from './quota.js'
import { copyRecord, type PartitionRecord, REST, read, SETTLED, SINCE } from './record.js'
import { isForgotten, rememberedUntil } from './repeats.js'
import { ID_TTL_MS } from './store.js'

/** Whether a record is worth nothing any more: forgetting it changes no decision. */
export function isIdle(record: PartitionRecord, now: number): boolean {
  if ((record.marks[record.marks.length - 1] ?? 0) + ID_TTL_MS > now) return false
  return isOver(hasEnded(record, now) ? ended(record, now) : record, now)
}

/** The record as it is once what is due has ended: nobody may ever ask for it again, to end it. */
function ended(record: PartitionRecord, now: number): PartitionRecord {
  const copy = copyRecord(record)
  endDue(copy, now)
  return copy
}

function isOver(record: PartitionRecord, now: number): boolean {
  return (
    record.leases.length === 0 &&
    record.late.every((lease) => lease.end <= now) &&
    holdsNothing(record) &&
    isForgotten(record.repeats, now) &&
    record.quotas.every((quota, slot) => isSpent(record, slot, quota, now))
  )
}

/** What was settled leaves an empty row until the lease would have ended. */
function holdsNothing({ wheel, quotas }: PartitionRecord): boolean {
  const width = 1 + 2 * quotas.length
  return wheel.every((amount, i) => i % width === 0 || amount === 0)
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

/** From when on at the latest a record is idle if nothing more happens to it; Infinity for never. */
export function idleFrom(record: PartitionRecord): number {
  const ended = copyRecord(record)
  const end = lastEnd(record)
  endDue(ended, end)
  const { quotas, late, marks, repeats } = ended
  return Math.max(
    end,
    ...quotas.map((quota, slot) => spentFrom(ended, slot, quota)),
    ...late.map((lease) => lease.end),
    rememberedUntil(repeats),
    (marks[marks.length - 1] ?? 0) + ID_TTL_MS,
  )
}

/** When the last reservation of the record ends. */
function lastEnd({ leases, wheel, quotas }: PartitionRecord): number {
  return leases.reduce((last, lease) => Math.max(last, lease.end), wheel[wheel.length - 1 - 2 * quotas.length] ?? 0)
}

function spentFrom(record: PartitionRecord, slot: number, { aging }: Quota): number {
  const settled = read(record, slot, SETTLED)
  const since = read(record, slot, SINCE)
  if (settled === 0) return 0
  switch (aging.algorithm) {
    case 'sliding':
      return slidingEnd(since, aging.windowMs)
    case 'calendar':
      return periodEnd(aging.boundaries, since)
    case 'bucket': {
      const drain = drainOf(aging)
      return (since + ticksToDrain(settled, read(record, slot, REST), settled, drain)) * drain.tickMs
    }
    case 'concurrency':
      return 0
  }
}

import { drainOf, ticksToDrain } from './algorithms/bucket.js'
import { periodEnd, periodStart } from './algorithms/calendar.js'
import { usedAt } from './algorithms/counter.js'
import { slidingExits } from './algorithms/sliding.js'
import { endDue } from './ends.js'
import type { Aging } from './quota.js'
import { copyRecord, HELD, type PartitionRecord, REST, read, SETTLED, SINCE } from './record.js'

const NEVER = Number.POSITIVE_INFINITY

/** Earliest instant from `now` on at which a counter is at most `room`, when nothing but time happens; Infinity for never. */
export function fallsTo(record: PartitionRecord, slot: number, aging: Aging, room: number, now: number): number {
  if (room < 0) return NEVER
  const future = copyRecord(record)
  const rollsAt = periodEndsAt(aging, now)
  for (let at = now; at < NEVER; at = Math.min(rollsAt, nextEnd(future), nextChange(future, slot, aging, room, at))) {
    endDue(future, at)
    if (at >= rollsAt || usedAt(future, slot, aging, at) <= room) return at
  }
  return NEVER
}

/** End of the period that holds `now`: there a calendar counter starts at 0, whether or not the next period is known. */
function periodEndsAt(aging: Aging, now: number): number {
  if (aging.algorithm !== 'calendar') return NEVER
  const start = periodStart(aging.boundaries, now)
  return start === undefined ? NEVER : periodEnd(aging.boundaries, start)
}

/** When the first reservation ends that a record knows of, by itself or in its sums. */
export function nextEnd(record: PartitionRecord): number {
  return record.leases.reduce((earliest, lease) => Math.min(earliest, lease.end), record.wheel[0] ?? NEVER)
}

/** When settled amounts next fall by themselves within a period: for a bucket the moment it has fallen far enough. */
function nextChange(record: PartitionRecord, slot: number, aging: Aging, room: number, now: number): number {
  if (aging.algorithm === 'sliding') return slidingExits(record, slot, aging.windowMs, now)[0] ?? NEVER
  if (aging.algorithm !== 'bucket') return NEVER
  const drain = drainOf(aging)
  const debt = read(record, slot, SETTLED)
  const need = debt + read(record, slot, HELD) - room
  if (need > debt) return NEVER
  return (read(record, slot, SINCE) + ticksToDrain(debt, read(record, slot, REST), need, drain)) * drain.tickMs
}

import { HELD, type PartitionRecord, read, SETTLED, SINCE, write } from '../record.js'

/** Three periods by their four boundaries in ms: previous, current, next. SINCE is the start of the stored period. */
export type Boundaries = readonly [number, number, number, number]

/** Start of the period that holds `now`; undefined outside of all three. */
export function periodStart(boundaries: Boundaries, now: number): number | undefined {
  if (now < boundaries[0] || now >= boundaries[3]) return undefined
  return now >= boundaries[2] ? boundaries[2] : now >= boundaries[1] ? boundaries[1] : boundaries[0]
}

/** End of the period that starts at `start`. */
export function periodEnd(boundaries: Boundaries, start: number): number {
  return boundaries.find((boundary) => boundary > start) ?? Number.POSITIVE_INFINITY
}

/** Whether the stored period is over; a clock that stepped back never reopens one. */
export function isOver(record: PartitionRecord, slot: number, boundaries: Boundaries, now: number): boolean {
  return (periodStart(boundaries, now) ?? 0) > read(record, slot, SINCE)
}

/** Starts the period of `now` at 0, held amounts included: they belong to the period they were opened in. */
export function rollCalendar(record: PartitionRecord, slot: number, boundaries: Boundaries, now: number): void {
  const start = periodStart(boundaries, now) ?? 0
  if (start <= read(record, slot, SINCE)) return
  write(record, slot, SINCE, start)
  write(record, slot, SETTLED, 0)
  write(record, slot, HELD, 0)
  clearWheelSlot(record, slot)
}

function clearWheelSlot(record: PartitionRecord, slot: number): void {
  const width = 1 + 2 * record.quotas.length
  for (let at = 1 + 2 * slot; at < record.wheel.length; at += width) {
    record.wheel[at] = 0
    record.wheel[at + 1] = 0
  }
}

import { type PartitionRecord, REST, read, SETTLED, SINCE, write } from '../record.js'

/**
 * Token bucket as a debt that drains `refill` units a window: an empty debt is a full bucket.
 * SETTLED is the debt at tick SINCE, REST the fraction of a unit (0 to ticks - 1) already drained.
 */
export interface Drain {
  /** Length of a tick in ms, chosen so that all products stay below 2^53. */
  readonly tickMs: number
  /** Window in ticks, at most 2^26. */
  readonly ticks: number
  readonly refill: number
}

const LONGEST_IN_MS = 2 ** 26

export function drainOf(aging: { readonly windowMs: number; readonly refill: number }): Drain {
  const tickMs = aging.windowMs <= LONGEST_IN_MS ? 1 : 1000
  return { tickMs, ticks: Math.ceil(aging.windowMs / tickMs), refill: aging.refill }
}

/** Debt and fraction `elapsed` ticks later, without float error: draining in steps equals draining at once. */
export function drained(
  debt: number,
  rest: number,
  elapsed: number,
  drain: Drain,
): readonly [debt: number, rest: number] {
  if (debt === 0) return [0, 0]
  const { refill, ticks } = drain
  let left = debt
  let ahead = elapsed
  if (ahead >= ticks) {
    const windows = Math.floor(ahead / ticks)
    if (windows >= left / refill) return [0, 0]
    left -= windows * refill
    ahead -= windows * ticks
  }
  const perTick = Math.floor(refill / ticks)
  const fraction = ahead * (refill - perTick * ticks) + rest
  const carried = Math.floor(fraction / ticks)
  const gone = ahead * perTick + carried
  return gone >= left ? [0, 0] : [left - gone, fraction - carried * ticks]
}

export function bucketDebt(record: PartitionRecord, slot: number, drain: Drain, now: number): number {
  return drainedTo(record, slot, drain, now)[0]
}

function drainedTo(record: PartitionRecord, slot: number, drain: Drain, now: number): readonly [number, number] {
  const elapsed = Math.max(0, Math.floor(now / drain.tickMs) - read(record, slot, SINCE))
  return drained(read(record, slot, SETTLED), read(record, slot, REST), elapsed, drain)
}

export function advanceBucket(record: PartitionRecord, slot: number, drain: Drain, now: number): void {
  const [debt, rest] = drainedTo(record, slot, drain, now)
  write(record, slot, SETTLED, debt)
  write(record, slot, REST, rest)
  write(record, slot, SINCE, Math.floor(now / drain.tickMs))
}

/** More than any wait that is told; beyond 2^53 one more would change nothing. */
const MOST_MS = 2 ** 51

/** Ticks until `need` of the debt has drained, Infinity when that takes for ever; the debt is at least `need`. */
export function ticksToDrain(debt: number, rest: number, need: number, drain: Drain): number {
  const { refill, ticks, tickMs } = drain
  if (need * (ticks / refill) * tickMs > MOST_MS) return Number.POSITIVE_INFINITY
  const windows = Math.floor(need / refill)
  const remaining = need - windows * refill
  let elapsed = Math.max(0, windows * ticks + Math.floor(((remaining - rest / ticks) / refill) * ticks) - 2)
  while (debt - drained(debt, rest, elapsed, drain)[0] < need) elapsed += 1
  return elapsed
}

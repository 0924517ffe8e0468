import type { Aging } from '@llm-limit/core'
import { ceilDiv, least } from './amounts.js'

/** What was settled on one quota, and how it ages. Values, never changed in place. */
export type Counter = SlidingCounter | CalendarCounter | BucketCounter | ConcurrencyCounter

interface SlidingCounter {
  readonly algorithm: 'sliding'
  readonly aging: Extract<Aging, { algorithm: 'sliding' }>
  readonly entries: readonly Entry[]
}

interface Entry {
  readonly time: number
  readonly amount: bigint
}

interface CalendarCounter {
  readonly algorithm: 'calendar'
  readonly aging: Extract<Aging, { algorithm: 'calendar' }>
  /** Start of the stored period; 0 before the first. */
  readonly period: number
  readonly amount: bigint
}

interface BucketCounter {
  readonly algorithm: 'bucket'
  readonly aging: Extract<Aging, { algorithm: 'bucket' }>
  /** The tick up to which `debt` is drained. */
  readonly tick: number
  /** Exact: units times the ticks of a window. */
  readonly debt: bigint
}

interface ConcurrencyCounter {
  readonly algorithm: 'concurrency'
  readonly aging: Extract<Aging, { algorithm: 'concurrency' }>
}

/** The same counter under the aging of a new call, which may have other boundaries or another refill (rule 10). */
export function carried(counter: Counter | undefined, aging: Aging): Counter {
  if (counter?.aging === aging) return counter
  if (counter?.algorithm === 'sliding' && aging.algorithm === 'sliding') return { ...counter, aging }
  if (counter?.algorithm === 'calendar' && aging.algorithm === 'calendar') return { ...counter, aging }
  if (counter?.algorithm === 'bucket' && aging.algorithm === 'bucket') return { ...counter, aging }
  return emptyCounter(aging)
}

/** Rules 5 to 7: what is left of it at `now`. */
export function aged(counter: Counter, now: number): Counter {
  if (counter.algorithm === 'sliding') return withoutPast(counter, now)
  if (counter.algorithm === 'calendar') return rolled(counter, now)
  return counter.algorithm === 'bucket' ? drained(counter, now) : counter
}

export function settledOf(counter: Counter): bigint {
  if (counter.algorithm === 'sliding') return counter.entries.reduce((sum, entry) => sum + entry.amount, 0n)
  if (counter.algorithm === 'calendar') return counter.amount
  return counter.algorithm === 'bucket' ? ceilDiv(counter.debt, windowTicks(counter)) : 0n
}

/** Settles at `time`, which is never before the last change of the counter. */
export function added(counter: Counter, amount: bigint, time: number): Counter {
  if (counter.algorithm === 'sliding') return { ...counter, entries: [...counter.entries, { time, amount }] }
  if (counter.algorithm === 'calendar') return { ...counter, amount: counter.amount + amount }
  if (counter.algorithm === 'concurrency') return counter
  const then = drained(counter, time)
  return { ...then, debt: then.debt + amount * windowTicks(counter) }
}

/** Rule 9, on a counter that is aged to the time of the correction. */
export function reduced(counter: Counter, amount: bigint): Counter {
  if (counter.algorithm === 'sliding') return { ...counter, entries: withoutNewest(counter.entries, amount) }
  if (counter.algorithm === 'calendar') return { ...counter, amount: counter.amount - least(amount, counter.amount) }
  if (counter.algorithm === 'concurrency') return counter
  return { ...counter, debt: counter.debt - least(counter.debt, amount * windowTicks(counter)) }
}

/** Rule 29. The period stays, so that an open lease still belongs to it. */
export function forgotten(counter: Counter): Counter {
  if (counter.algorithm === 'sliding') return { ...counter, entries: [] }
  if (counter.algorithm === 'calendar') return { ...counter, amount: 0n }
  return counter.algorithm === 'bucket' ? { ...counter, debt: 0n } : counter
}

/** Start of the one of three periods that holds `now`. */
export function periodAt(boundaries: readonly number[], now: number): number | undefined {
  const [previous = 0, current = 0, next = 0, end = 0] = boundaries
  if (now < previous || now >= end) return undefined
  if (now >= next) return next
  return now >= current ? current : previous
}

function emptyCounter(aging: Aging): Counter {
  if (aging.algorithm === 'sliding') return { algorithm: 'sliding', aging, entries: [] }
  if (aging.algorithm === 'calendar') return { algorithm: 'calendar', aging, period: 0, amount: 0n }
  if (aging.algorithm === 'bucket') return { algorithm: 'bucket', aging, tick: 0, debt: 0n }
  return { algorithm: 'concurrency', aging }
}

/** Rule 5: sub-buckets of a sixtieth of the window, 61 of them live. */
function withoutPast(counter: SlidingCounter, now: number): SlidingCounter {
  const grain = Math.ceil(counter.aging.windowMs / 60)
  const counts = ({ time }: Entry) => Math.floor(now / grain) <= Math.floor(time / grain) + 60
  return counter.entries.every(counts) ? counter : { ...counter, entries: counter.entries.filter(counts) }
}

/** Rule 6: a later period than the stored one starts at 0. */
function rolled(counter: CalendarCounter, now: number): CalendarCounter {
  const period = periodAt(counter.aging.boundaries, now)
  return period === undefined || period <= counter.period ? counter : { ...counter, period, amount: 0n }
}

/** Rule 7: `refill` units a window, by whole ticks. */
function drained(counter: BucketCounter, now: number): BucketCounter {
  const tick = Math.floor(now / tickMs(counter))
  if (counter.debt === 0n) return { ...counter, tick }
  const drain = BigInt(counter.aging.refill) * BigInt(tick - counter.tick)
  return { ...counter, tick, debt: counter.debt - least(counter.debt, drain) }
}

function windowTicks(counter: BucketCounter): bigint {
  return BigInt(counter.aging.windowMs / tickMs(counter))
}

function tickMs({ aging }: BucketCounter): number {
  return aging.windowMs > 2 ** 26 ? 1_000 : 1
}

function withoutNewest(entries: readonly Entry[], amount: bigint): Entry[] {
  const left: Entry[] = []
  let rest = amount
  for (const entry of entries.toReversed()) {
    const taken = least(rest, entry.amount)
    rest -= taken
    left.unshift({ time: entry.time, amount: entry.amount - taken })
  }
  return left
}

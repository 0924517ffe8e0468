import type { Aging } from '@llm-limit/core'

/** What was settled on one quota. Worked out anew from the rules of a store, in plain numbers: simulated amounts are small. */
export interface Counter {
  /** Calendar: units. Bucket: debt in units times the ticks of a window. */
  amount: number
  /** Calendar: start of the period. Bucket: the tick up to which it is drained. */
  since: number
  /** Sliding: time and amount, oldest first. */
  entries: [time: number, amount: number][]
}

export function emptyCounter(): Counter {
  return { amount: 0, since: 0, entries: [] }
}

export function copyOfCounter({ amount, since, entries }: Counter): Counter {
  return { amount, since, entries: entries.map(([time, units]) => [time, units]) }
}

/** Rules 5 to 8: units that still count at `now`. */
export function settledAt(counter: Counter, aging: Aging, now: number): number {
  switch (aging.algorithm) {
    case 'sliding':
      return counter.entries.reduce((sum, [time, units]) => sum + (isLive(time, aging.windowMs, now) ? units : 0), 0)
    case 'calendar':
      return isPast(counter, aging, now) ? 0 : counter.amount
    case 'bucket':
      return Math.ceil(debtAt(counter, aging, now) / ticksOf(aging))
    case 'concurrency':
      return 0
  }
}

/** Writes down what time took away. */
export function age(counter: Counter, aging: Aging, now: number): void {
  if (aging.algorithm === 'sliding')
    counter.entries = counter.entries.filter(([time]) => isLive(time, aging.windowMs, now))
  if (aging.algorithm === 'calendar' && isPast(counter, aging, now)) {
    counter.since = periodAt(aging.boundaries, now) ?? 0
    counter.amount = 0
  }
  if (aging.algorithm === 'bucket') {
    counter.amount = debtAt(counter, aging, now)
    counter.since = Math.floor(now / tickOf(aging))
  }
}

/** Settles at `time`, to which it has been aged unless it is a calendar. */
export function add(counter: Counter, aging: Aging, units: number, time: number): void {
  if (aging.algorithm === 'sliding' && units > 0) counter.entries.push([time, units])
  if (aging.algorithm === 'calendar') counter.amount += units
  if (aging.algorithm === 'bucket') counter.amount += units * ticksOf(aging)
}

/** Rule 9. */
export function takeBack(counter: Counter, aging: Aging, units: number): void {
  if (aging.algorithm === 'calendar') counter.amount = Math.max(0, counter.amount - units)
  if (aging.algorithm === 'bucket') counter.amount = Math.max(0, counter.amount - units * ticksOf(aging))
  if (aging.algorithm !== 'sliding') return
  let rest = units
  for (const entry of counter.entries.toReversed()) {
    const taken = Math.min(rest, entry[1])
    entry[1] -= taken
    rest -= taken
  }
}

export function isPast(counter: Counter, aging: Extract<Aging, { algorithm: 'calendar' }>, now: number): boolean {
  return (periodAt(aging.boundaries, now) ?? 0) > counter.since
}

export function periodAt([previous, current, next, end]: readonly number[], now: number): number | undefined {
  if (previous === undefined || current === undefined || next === undefined || end === undefined) return undefined
  if (now < previous || now >= end) return undefined
  return now >= next ? next : now >= current ? current : previous
}

function isLive(time: number, windowMs: number, now: number): boolean {
  const grain = Math.ceil(windowMs / 60)
  return Math.floor(now / grain) <= Math.floor(time / grain) + 60
}

type Bucket = Extract<Aging, { algorithm: 'bucket' }>

function debtAt({ amount, since }: Counter, aging: Bucket, now: number): number {
  const elapsed = Math.max(0, Math.floor(now / tickOf(aging)) - since)
  return Math.max(0, amount - elapsed * aging.refill)
}

function tickOf({ windowMs }: Bucket): number {
  return windowMs > 2 ** 26 ? 1_000 : 1
}

function ticksOf(aging: Bucket): number {
  return aging.windowMs / tickOf(aging)
}

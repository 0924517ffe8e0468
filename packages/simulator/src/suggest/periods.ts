import type { Period } from './target.js'

/** From the first request of a log to its last. */
export interface Span {
  readonly firstMs: number
  readonly lastMs: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** A month is a twelfth of 365.25 days. */
export const PERIOD_MS: Readonly<Record<Period, number>> = { hour: HOUR_MS, day: DAY_MS, month: 30.4375 * DAY_MS }

/** A log of a day need not begin at its first ms. */
const SLACK_MS: Readonly<Record<Period, number>> = { hour: MINUTE_MS, day: HOUR_MS, month: DAY_MS }

/** When the period of a moment began, UTC. */
export function periodStart(atMs: number, period: Period): number {
  if (period !== 'month') return Math.floor(atMs / PERIOD_MS[period]) * PERIOD_MS[period]
  const at = new Date(atMs)
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth())
}

function nextStart(startMs: number, period: Period): number {
  return periodStart(startMs + (period === 'month' ? 31 * DAY_MS : PERIOD_MS[period]), period)
}

/** Whether a whole period of the calendar is in the log. */
export function holdsWhole({ firstMs, lastMs }: Span, period: Period): boolean {
  const from = firstMs - SLACK_MS[period]
  const begun = periodStart(from, period)
  const startMs = begun < from ? nextStart(begun, period) : begun
  return nextStart(startMs, period) <= lastMs + SLACK_MS[period]
}

/** The longest period that a budget can be fitted to on this log; an hour when there is none. */
export function longestPeriod(span: Span): Period {
  if (holdsWhole(span, 'month')) return 'month'
  return holdsWhole(span, 'day') ? 'day' : 'hour'
}

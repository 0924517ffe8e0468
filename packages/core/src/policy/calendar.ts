import { ConfigError } from '../errors.js'
import type { Boundaries } from '../store/algorithms/calendar.js'

/** A calendar window: `week` starts on Monday. */
export type Period = 'minute' | 'hour' | 'day' | 'week' | 'month'

/** Boundaries of the previous, current and next period at `now`, in a time zone of the IANA database. */
export type PeriodsAt = (now: number) => Boundaries

const LENGTH_MS = { minute: 60_000, hour: 3_600_000 } as const

export function periodsIn(period: Period, timeZone: string): PeriodsAt {
  const offsetAt = zoneOffset(timeZone)
  if (period === 'minute' || period === 'hour') return fixedPeriods(LENGTH_MS[period], offsetAt)
  return (now) => {
    const local = new Date(now + offsetAt(now))
    const start = (step: number): number => firstInstantOf(startOfPeriod(local, period, step), offsetAt)
    return [start(-1), start(0), start(1), start(2)]
  }
}

function fixedPeriods(lengthMs: number, offsetAt: (at: number) => number): PeriodsAt {
  return (now) => {
    const offset = offsetAt(now)
    const start = Math.floor((now + offset) / lengthMs) * lengthMs - offset
    return [start - lengthMs, start, start + lengthMs, start + 2 * lengthMs]
  }
}

/** Local midnight (as if it were UTC) at which the period `step` periods later starts. */
function startOfPeriod(local: Date, period: 'day' | 'week' | 'month', step: number): number {
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()]
  if (period === 'month') return Date.UTC(year, month + step, 1)
  if (period === 'day') return Date.UTC(year, month, day + step)
  const sinceMonday = (local.getUTCDay() + 6) % 7
  return Date.UTC(year, month, day - sinceMonday + 7 * step)
}

/**
 * First instant at or after a local midnight. Where clocks jump over midnight that is the jump itself;
 * where midnight comes twice it is the first of the two that belongs to the day.
 */
function firstInstantOf(midnight: number, offsetAt: (at: number) => number): number {
  const day = 86_400_000
  const candidates = [midnight - offsetAt(midnight - day), midnight - offsetAt(midnight + day)]
  const within = candidates.filter((at) => at + offsetAt(at) >= midnight)
  return Math.min(...(within.length > 0 ? within : candidates))
}

/** Offset of local time from UTC in ms. */
function zoneOffset(timeZone: string): (at: number) => number {
  if (timeZone === 'UTC') return () => 0
  const format = zoneFormat(timeZone)
  return (at) => {
    const whole = Math.floor(at / 1000) * 1000
    const parts = new Map(format.formatToParts(whole).map((part) => [part.type, Number(part.value)]))
    const field = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0
    const local = Date.UTC(
      field('year'),
      field('month') - 1,
      field('day'),
      field('hour'),
      field('minute'),
      field('second'),
    )
    return local - whole
  }
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch (cause) {
    throw new ConfigError(
      `timeZone '${timeZone}' is not a known time zone. Use a name such as 'Europe/Berlin' or 'UTC'.`,
      { cause },
    )
  }
}

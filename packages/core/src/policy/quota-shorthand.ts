import { ConfigError } from '../errors.js'
import type { Unit } from '../words.js'
import type { Period } from './calendar.js'

type Count = `${number}` | `${number}k` | `${number}M`
type Noun = 'requests' | 'tokens' | 'input tokens' | 'output tokens'
type Window = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | `${number} ${'seconds' | 'minutes' | 'hours'}`

/**
 * A quota in words. Requests and tokens a second, minute or hour slide; a day, week or month is a calendar period, as is all
 * money. `burst` makes it a token bucket that refills at the rate and holds at most the burst.
 * @example '60 requests / minute', '100k tokens / hour', '$0.50 / month', '4 concurrent', '10k tokens / minute, burst 20k'
 */
export type QuotaText =
  | `${Count} ${Noun} / ${Window}`
  | `${Count} ${Noun} / ${Window}, burst ${Count}`
  | `$${number} / ${Period}`
  | `${number} concurrent`

/** A quota as read: amounts in units of `unit`, requests in whole requests. */
export interface ReadQuota {
  readonly unit: Unit
  readonly amount: number
  readonly window: ReadWindow
  readonly burst?: number | undefined
}

export type ReadWindow =
  | { readonly kind: 'sliding'; readonly windowMs: number; readonly text: string }
  | { readonly kind: 'calendar'; readonly period: Period }
  | { readonly kind: 'none' }

const UNIT_MS = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_592_000_000,
} as const
const RATE =
  /^(\d{1,15}(?:\.\d{1,9})?)([kM]?) (requests|tokens|input tokens|output tokens) \/ (?:(\d{1,6}) )?(second|minute|hour|day|week|month)(s?)(?:, burst (\d{1,15}(?:\.\d{1,9})?)([kM]?))?$/
const MONEY = /^\$(\d{1,9}(?:\.\d{1,9})?) \/ (minute|hour|day|week|month)$/
const CONCURRENT = /^(\d{1,9}) concurrent$/
const UNITS: Readonly<Record<string, Unit>> = {
  requests: 'requests',
  tokens: 'tokens',
  'input tokens': 'inputTokens',
  'output tokens': 'outputTokens',
}

/** Reads the shorthand. @throws ConfigError naming the text and the forms there are. */
export function readQuota(text: string): ReadQuota {
  return readRate(text) ?? readMoney(text) ?? readConcurrent(text) ?? unreadable(text)
}

function readRate(text: string): ReadQuota | undefined {
  const match = RATE.exec(text)
  if (match === null) return undefined
  const [, amount = '', suffix = '', noun = '', times, unit = '', plural = '', burst, burstSuffix = ''] = match
  if ((plural === 's') !== (times !== undefined)) return undefined
  return {
    unit: UNITS[noun] ?? unreadable(text),
    amount: whole(amount, suffix, text),
    window: readWindow(
      unit as Period | 'second',
      times === undefined ? undefined : Number(times),
      burst !== undefined,
      text,
    ),
    burst: burst === undefined ? undefined : whole(burst, burstSuffix, text),
  }
}

function readWindow(unit: Period | 'second', times: number | undefined, isBucket: boolean, text: string): ReadWindow {
  const isLong = unit === 'day' || unit === 'week' || unit === 'month'
  if (isLong && times === undefined && !isBucket) return { kind: 'calendar', period: unit }
  if (isLong && times !== undefined) return unreadable(text)
  if (times === 0) return unreadable(text)
  return {
    kind: 'sliding',
    windowMs: UNIT_MS[unit] * (times ?? 1),
    text: times === undefined ? unit : `${times}-${unit}s`,
  }
}

function readMoney(text: string): ReadQuota | undefined {
  const match = MONEY.exec(text)
  if (match === null) return undefined
  const [, amount = '', period = ''] = match
  return {
    unit: 'nanoUsd',
    amount: Math.round(Number(amount) * 1e9),
    window: { kind: 'calendar', period: period as Period },
  }
}

function readConcurrent(text: string): ReadQuota | undefined {
  const match = CONCURRENT.exec(text)
  return match === null ? undefined : { unit: 'concurrency', amount: Number(match[1]), window: { kind: 'none' } }
}

function whole(digits: string, suffix: string, text: string): number {
  const amount = Math.round(Number(digits) * (suffix === 'M' ? 1_000_000 : suffix === 'k' ? 1_000 : 1) * 1000) / 1000
  if (!Number.isInteger(amount)) throw new ConfigError(`Quota '${text}' is not a whole number of units.`)
  return amount
}

function unreadable(text: string): never {
  throw new ConfigError(
    `Quota '${text}' cannot be read. Write it like '60 requests / minute', '100k tokens / hour', '10 requests / 5 minutes', ` +
      `'$0.50 / month', '4 concurrent' or '10k tokens / minute, burst 20k'.`,
  )
}

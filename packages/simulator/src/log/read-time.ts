const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:Z| ?UTC|([+-])(\d\d):?(\d\d))?$/

/** Before 1973 in ms, and 5138 in seconds: such a number is meant as seconds. */
const FEWEST_MS = 1e11

/** Days that were read before: a log has few of them. */
const days = new Map<string, number>()

/**
 * Ms since the Unix epoch: from such a number, or from a date and time as in ISO 8601, which is UTC unless it says otherwise.
 * Fractions of a ms are cut off. @returns undefined for anything else.
 */
export function readTime(value: unknown): number | undefined {
  if (typeof value === 'number') return inMs(value)
  if (typeof value !== 'string') return undefined
  return /^\d+(\.\d+)?$/.test(value) ? inMs(Number(value)) : readDate(value)
}

function inMs(value: number): number | undefined {
  return value >= FEWEST_MS && Number.isFinite(value) ? Math.floor(value) : undefined
}

function readDate(text: string): number | undefined {
  const found = TIME.exec(text)
  if (found === null) return undefined
  const [, date = '', hours, minutes, seconds, fraction = '0', sign, zoneHours = '0', zoneMinutes = '0'] = found
  const clock = [Number(hours), Number(minutes), Number(seconds)] as const
  if (clock[0] > 23 || clock[1] > 59 || clock[2] > 59) return undefined
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === '-' ? -60_000 : 60_000)
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'))
  const at = dayOf(date) + (clock[0] * 3_600 + clock[1] * 60 + clock[2]) * 1_000 + ms - zone
  return Number.isNaN(at) ? undefined : at
}

function dayOf(date: string): number {
  const known = days.get(date)
  if (known !== undefined) return known
  const parsed = Date.parse(`${date}T00:00:00Z`)
  // February 30 is read as March 2.
  const day = !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(date) ? parsed : Number.NaN
  if (days.size >= MOST_DAYS) days.clear()
  days.set(date, day)
  return day
}

const MOST_DAYS = 1_000

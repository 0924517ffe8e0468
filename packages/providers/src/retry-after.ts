const { ceil, max } = Math
const SECONDS = /^\s*\d+(?:\.\d+)?\s*$/

/** Response fields by name. */
export interface Fields {
  get(name: string): string | null
}

/**
 * How long a provider asks to wait: `retry-after-ms` before `Retry-After`, which is seconds (some send fractions) or a date
 * (https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3).
 * @returns whole milliseconds, never negative; undefined when neither is readable.
 */
export function retryAfterMs(headers: Fields, now: number): number | undefined {
  return scaled(headers.get('retry-after-ms'), 1) ?? fromRetryAfter(headers.get('retry-after'), now)
}

function fromRetryAfter(text: string | null, now: number): number | undefined {
  if (text === null) return undefined
  const seconds = scaled(text, 1_000)
  if (seconds !== undefined) return seconds
  // Without a letter it is no date, but Date.parse might read one into it: "-1" is the year 2001 to V8.
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : ceil(max(0, date - now))
}

function scaled(text: string | null, unitMs: number): number | undefined {
  if (text === null || !SECONDS.test(text)) return undefined
  const ms = ceil(Number(text) * unitMs)
  return Number.isSafeInteger(ms) ? ms : undefined
}

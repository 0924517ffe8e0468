/** Refusals by how long Retry-After sends them away. */
export interface RetryAfterBand {
  /** Up to so many ms; undefined for longer ones, and where waiting does not help. */
  readonly upToMs: number | undefined
  readonly refusals: number
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const BANDS = [SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY, 31 * DAY]

/** A histogram of Retry-After: few numbers, however many refusals. */
export function retryAfterBands(): { see(retryAfterMs: number): void; bands(): RetryAfterBand[] } {
  const counts = [...BANDS, Number.POSITIVE_INFINITY].map(() => 0)
  return {
    see(retryAfterMs) {
      const found = BANDS.findIndex((upToMs) => retryAfterMs <= upToMs)
      const band = found === -1 ? BANDS.length : found
      counts[band] = (counts[band] ?? 0) + 1
    },
    bands: () => counts.map((refusals, i) => ({ upToMs: BANDS[i], refusals })).filter(({ refusals }) => refusals > 0),
  }
}

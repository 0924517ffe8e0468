import { describe, expect, it } from '@jest/globals'
import { replyTo } from './problem.js'

describe('Retry-After of a refusal', () => {
  const seconds = (waitMs: number, random: number): number =>
    replyTo({ kind: 'unavailable', retryAfterMs: waitMs }, { random: () => random }).retryAfterSeconds ?? Number.NaN

  it.each([1, 999, 1_000, 1_001, 60_000, 86_400_000])(
    'of %d ms is never too early, whatever the dice say (I10)',
    (wait) => {
      for (const random of [0, 0.25, 0.5, 0.999_999]) expect(seconds(wait, random) * 1_000).toBeGreaterThanOrEqual(wait)
    },
  )

  it('spreads those who come back over a fifth of the wait, at most half a minute (F68)', () => {
    expect([0, 0.5, 0.999_999].map((random) => seconds(100_000, random))).toEqual([100, 110, 120])
    expect(seconds(86_400_000, 0.999_999)).toBe(86_430)
  })
})

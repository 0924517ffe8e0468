import { describe, expect, it } from '@jest/globals'
import { HOUR, NOON } from '../replay/replay.fixture.js'
import { longestPeriod } from './periods.js'

describe('the period of a budget', () => {
  const DAY = 24 * HOUR
  const MIDNIGHT = NOON - 12 * HOUR
  it.each([
    ['an hour', NOON, NOON + HOUR, 'hour'],
    ['a day that begins ten minutes late', MIDNIGHT + 600_000, MIDNIGHT + DAY - 600_000, 'day'],
    ['most of two days', NOON, NOON + DAY + 10 * HOUR, 'hour'],
    ['30 days, none of them a whole month', NOON, NOON + 30 * DAY, 'day'],
    ['a June', Date.UTC(2026, 5, 1, 5), Date.UTC(2026, 5, 30, 20), 'month'],
    ['half a May and a June', Date.UTC(2026, 4, 17), Date.UTC(2026, 6, 1), 'month'],
    ['a February', Date.UTC(2026, 1, 1), Date.UTC(2026, 1, 28, 23), 'month'],
  ])('is the longest that the log shows whole: %s', (_, firstMs, lastMs, period) => {
    expect(longestPeriod({ firstMs, lastMs })).toBe(period)
  })
})

import { describe, expect, it } from '@jest/globals'
import { HOUR, NOON } from '../replay/replay.fixture.js'
import { PeakDemand } from './peak-demand.js'

describe('the peak of a demand', () => {
  const DAY = 24 * HOUR
  it('is the most of one hour, one day and one month of the calendar', () => {
    const peak = new PeakDemand()
    const DAY_LATER = NOON + DAY
    for (const atMs of [NOON, NOON + HOUR, DAY_LATER, DAY_LATER + 1]) peak.see(atMs, { tokens: 10, nanoUsd: 7 })
    peak.see(NOON + 30 * DAY, { tokens: 15, nanoUsd: 1 })
    expect(peak.in('hour')).toEqual({ tokens: 20, nanoUsd: 14 })
    expect(peak.in('day')).toEqual({ tokens: 20, nanoUsd: 14 })
    expect(peak.in('month')).toEqual({ tokens: 40, nanoUsd: 28 })
  })
})

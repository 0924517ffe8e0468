import { describe, expect, it } from '@jest/globals'
import { bestPace, forecastOf, NO_FORECAST } from './forecast.js'
import { knownLimits, MINUTE_MS } from './known-limits.js'

const turn = (start: number, deadline: number, cost = 1) => ({ start, item: { cost, deadline } })
const PACE = { msOfRequest: 1_000, msOfToken: 10 }

describe('a forecast', () => {
  it('finds those who come too late even at best, and counts them out', () => {
    const turns = [turn(0, 5_000), turn(1, 500), turn(2, 5_000), turn(3, 1_999), turn(4, 2_000)]
    const { forecast, hopeless } = forecastOf(turns, 0, PACE)
    expect(hopeless).toEqual([turns[1]?.item, turns[3]?.item])
    expect(forecast.waitMs(10, 0)).toBe(3_000)
    expect(forecast.waitMs(10, 1_200)).toBe(1_800)
    expect(forecast.waitMs(1, 0)).toBe(1_000)
    expect(forecast.waitMs(0, 0)).toBe(0)
  })

  it('goes by what takes longer, requests or tokens', () => {
    const { forecast } = forecastOf([turn(0, 9_000, 300), turn(1, 9_000, 10)], 0, PACE)
    expect(forecast.waitMs(1, 0)).toBe(3_000)
    expect(forecast.waitMs(2, 0)).toBe(3_100)
  })

  it('is good for a moment, and for a tenth more of those who wait', () => {
    const { forecast } = forecastOf(
      Array.from({ length: 10 }, (_, i) => turn(i, 99_000)),
      0,
      PACE,
    )
    expect([forecast.isGoodFor(11, 99), forecast.isGoodFor(12, 0), forecast.isGoodFor(10, 100)]).toEqual([
      true,
      false,
      false,
    ])
    expect(NO_FORECAST.isGoodFor(0, 0)).toBe(false)
  })

  it('knows no pace where a key has no limit', () => {
    const limited = { known: knownLimits([{ unit: 'requests', windowMs: MINUTE_MS, amount: 60 }]) }
    expect(bestPace([limited, limited])).toEqual({ msOfRequest: MINUTE_MS / (0.98 * 120), msOfToken: 0 })
    expect(bestPace([limited, { known: knownLimits([]) }])).toEqual({ msOfRequest: 0, msOfToken: 0 })
  })
})

import { describe, expect, it } from '@jest/globals'
import { LARGEST, moneyQuota, roundNumber, roundUp, tokenQuota } from './round-numbers.js'

describe('round numbers', () => {
  it('grow, and are no more than a sixth apart', () => {
    for (let index = 1; index <= LARGEST; index += 1) {
      const ratio = roundNumber(index) / roundNumber(index - 1)
      expect(ratio).toBeGreaterThan(1)
      expect(ratio).toBeLessThan(7 / 6 + 1e-9)
    }
    expect(roundNumber(LARGEST)).toBe(1e14)
  })

  it('are written as people write them', () => {
    expect(moneyQuota(400_000_000, 'day')).toBe('$0.40 / day')
    expect(moneyQuota(4_500_000, 'hour')).toBe('$0.0045 / hour')
    expect(moneyQuota(50_000_000_000, 'month')).toBe('$50 / month')
    expect(moneyQuota(10, 'hour')).toBe('$0.00000001 / hour')
    expect(tokenQuota(roundUp(19_001), 'hour')).toBe('20k tokens / hour')
    expect(tokenQuota(roundUp(1_150_000), 'day')).toBe('1.2M tokens / day')
    expect(tokenQuota(roundUp(20_000), 'hour')).toBe('20k tokens / hour')
    expect(tokenQuota(roundUp(3), 'hour')).toBe('10 tokens / hour')
  })
})

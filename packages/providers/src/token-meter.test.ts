import { describe, expect, it } from '@jest/globals'
import { createTokenMeter } from './token-meter.js'

describe('createTokenMeter', () => {
  it('counts single characters together, not a token each', () => {
    const meter = createTokenMeter((text) => Math.ceil(text.length / 4))
    for (let i = 0; i < 10_000; i++) meter.add('x')
    expect(meter.total()).toBeGreaterThanOrEqual(2_500)
    expect(meter.total()).toBeLessThan(2_530)
  })

  it('looks at each character a bounded number of times, however often the total is asked for', () => {
    let looked = 0
    const meter = createTokenMeter((text) => {
      looked += text.length
      return text.length
    })
    for (let i = 0; i < 20_000; i++) {
      meter.add('ab')
      meter.total()
    }
    expect(meter.total()).toBe(40_000)
    expect(looked).toBeLessThan(40_000 * 300)
    const before = looked
    for (let i = 0; i < 1_000; i++) meter.total()
    expect(looked).toBe(before)
  })
})

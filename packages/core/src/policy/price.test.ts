import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { prices } from '../limiter/limiter.fixture.js'
import { mostForInput, nanoUsdOf, perOutputToken } from './price.js'
import type { ModelPrice } from './prices.js'

const price = (model: string): ModelPrice => prices.priceOf(model) ?? { input: 0, output: 0 }
const cost = (model: string, inputTokens: number, outputTokens: number, read = 0, written = 0): number =>
  nanoUsdOf(price(model), { inputTokens, outputTokens, cacheReadTokens: read, cacheWriteTokens: written })

describe('the price of a call', () => {
  it('is exact where it is whole, and rounded up once where it is not', () => {
    expect(cost('dear', 1_000, 1_000)).toBe(15_000_000 + 75_000_000)
    expect(cost('odd', 1, 0)).toBe(1)
    expect(cost('odd', 3, 0)).toBe(1)
    expect(cost('odd', 4, 0)).toBe(2)
    expect(cost('odd', 3, 1)).toBe(2)
    expect(cost('odd', 0, 0)).toBe(0)
  })

  it('counts cache reads and writes as parts of the input', () => {
    expect(cost('odd', 1_000, 0, 1_000)).toBe(1)
    expect(cost('odd', 1_000, 0, 0, 1_000)).toBe(1_001)
    expect(cost('odd', 1_000, 0, 400, 600)).toBe(Math.ceil((400 * 1 + 600 * 1_001) / 1_000))
    expect(cost('dear', 1_000, 0, 500, 500)).toBe(15_000_000)
  })

  it('never counts more cached tokens than there was input', () => {
    expect(cost('odd', 1_000, 0, 5_000, 5_000)).toBe(1)
    expect(cost('odd', 1_000, 0, 0, 5_000)).toBe(1_001)
  })

  it('is the long one for the whole call once the input is long', () => {
    expect(cost('long', 999, 1_000)).toBe(999 + 2_000)
    expect(cost('long', 1_000, 1_000)).toBe(5_000 + 9_000)
    expect([perOutputToken(price('long'), 999), perOutputToken(price('long'), 1_000)]).toEqual([2, 9])
    expect(mostForInput(price('long'), 1_000)).toBe(5_000)
  })

  it('is never above what was held for it', () => {
    const amount = fc.integer({ min: 0, max: 100_000 })
    fc.assert(
      fc.property(fc.constantFrom('dear', 'cheap', 'odd', 'long'), amount, amount, amount, amount, (model, ...n) => {
        const [input, output, read, written] = n
        const held = mostForInput(price(model), input) + output * perOutputToken(price(model), input)
        expect(cost(model, input, output, read, written)).toBeLessThanOrEqual(held)
      }),
    )
  })
})

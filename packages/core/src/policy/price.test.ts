import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { prices } from '../limiter/limiter.fixture.js'
import { atTier, mostForInput, nanoUsdOf, perOutputToken } from './price.js'
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

  it('tells caches that are kept long from others', () => {
    const rates = { input: 1_000, output: 0, cacheWrite: 1_250, longCacheWrite: 2_000 }
    const tokens = { inputTokens: 10, outputTokens: 0, cacheWriteTokens: 6, longCacheWriteTokens: 4 }
    expect(nanoUsdOf(rates, tokens)).toBe(Math.ceil((4 * 1_000 + 2 * 1_250 + 4 * 2_000) / 1_000))
    expect(nanoUsdOf({ ...rates, longCacheWrite: undefined }, tokens)).toBe(Math.ceil((4 * 1_000 + 6 * 1_250) / 1_000))
  })

  it('is scaled by its service tier, every rate of it', () => {
    const plain = {
      input: 1_001,
      output: 3_000,
      cacheRead: 100,
      maxOutputTokens: 7,
      tiers: { priority: 2_000, flex: 500 },
    }
    expect(atTier(plain, 'standard')).toBe(plain)
    expect(atTier(plain, undefined)).toBe(plain)
    expect(atTier({ input: 1, output: 1 }, 'priority')).toEqual({ input: 1, output: 1 })
    expect(atTier(plain, 'flex')).toMatchObject({ input: 501, output: 1_500, cacheRead: 50, maxOutputTokens: 7 })
    expect(atTier({ ...plain, long: { ...plain, from: 9 } }, 'priority').long).toMatchObject({ from: 9, output: 6_000 })
  })

  it('is never above what was held for it, whatever its rates and whatever part of it was used', () => {
    fc.assert(
      fc.property(
        anyPrice,
        anyTier,
        fc.boolean(),
        fc.tuple(amount, amount),
        fc.array(amount, { minLength: 5 }),
        (...given) => {
          const [rates, tier, cachesLong, [inputTokens, outputTokens], used] = given
          const reserved = atTier(rates, tier)
          const held =
            mostForInput(reserved, inputTokens, cachesLong) + outputTokens * perOutputToken(reserved, inputTokens)
          const [input = 0, output = 0, cacheReadTokens, cacheWriteTokens, long] = used
          const bill = nanoUsdOf(reserved, {
            inputTokens: Math.min(input, inputTokens),
            outputTokens: Math.min(output, outputTokens),
            cacheReadTokens,
            cacheWriteTokens,
            longCacheWriteTokens: cachesLong ? long : 0,
          })
          expect(bill).toBeLessThanOrEqual(held)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

const amount = fc.integer({ min: 0, max: 100_000 })
const rate = fc.integer({ min: 0, max: 5_000 })
const anyRates = fc.record(
  { input: rate, output: rate, cacheRead: rate, cacheWrite: rate, longCacheWrite: rate },
  { requiredKeys: ['input', 'output'] },
)
const anyTier = fc.constantFrom('standard', 'priority', 'flex', undefined)
/** Also long inputs that are cheaper than short ones. */
const anyPrice = fc
  .tuple(anyRates, fc.option(fc.tuple(anyRates, amount)), fc.option(fc.record({ priority: rate, flex: rate })))
  .map(
    ([rates, long, tiers]): ModelPrice => ({
      ...rates,
      ...(long === null ? {} : { long: { ...long[0], from: long[1] } }),
      ...(tiers === null ? {} : { tiers }),
    }),
  )

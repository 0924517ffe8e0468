import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { laterUsage, usageFrom } from './usage.js'

describe('usageFrom', () => {
  it('tells 0 from missing', () => {
    expect(usageFrom({ input: 0, output: 0 })).toEqual({ inputTokens: 0, outputTokens: 0 })
    expect(usageFrom({ output: 5 })).toEqual({ outputTokens: 5 })
    expect(usageFrom({})).toBeUndefined()
  })

  it('ignores strings and what else is no number', () => {
    expect(usageFrom({ input: '12', output: 3 })).toEqual({ outputTokens: 3 })
    expect(usageFrom({ input: [12], output: true })).toBeUndefined()
    expect(usageFrom({ input: Number.NaN, output: null })).toBeUndefined()
  })

  it('never credits: negatives count as 0, fractions are rounded up', () => {
    expect(usageFrom({ input: -500, output: 1.2 })).toEqual({ inputTokens: 0, outputTokens: 2 })
  })

  it('keeps the estimate when a count is beyond anything real', () => {
    expect(usageFrom({ input: 1e308, output: Number.POSITIVE_INFINITY })).toBeUndefined()
  })

  it('never lets cached parts exceed the input', () => {
    expect(usageFrom({ input: 10, cacheRead: 50, cacheWrite: 50 })).toEqual({
      inputTokens: 10,
      cacheReadTokens: 10,
      cacheWriteTokens: 0,
    })
    expect(usageFrom({ output: 1, cacheRead: 5 })?.cacheReadTokens).toBeUndefined()
  })

  it('gives whole, non-negative, consistent counts for any report', () => {
    const anything = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.string(),
      fc.constant(null),
      fc.array(fc.integer()),
      fc.boolean(),
    )
    const report = fc.record({
      input: anything,
      output: anything,
      cacheRead: anything,
      cacheWrite: anything,
      model: anything,
    })
    fc.assert(
      fc.property(report, (reported) => {
        const { model, ...counts } = usageFrom(reported) ?? {}
        const { inputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0 } = counts
        expect(model === undefined || typeof model === 'string').toBe(true)
        for (const count of Object.values(counts)) expect(Number.isSafeInteger(count) && Number(count) >= 0).toBe(true)
        expect(cacheReadTokens + cacheWriteTokens).toBeLessThanOrEqual(inputTokens)
      }),
    )
  })
})

describe('laterUsage', () => {
  it('takes the later report member by member and adds nothing up', () => {
    expect(laterUsage({ inputTokens: 9, outputTokens: 1 }, { outputTokens: 4 })).toEqual({
      inputTokens: 9,
      outputTokens: 4,
    })
    expect(laterUsage({ outputTokens: 9 }, { outputTokens: 0 })).toEqual({ outputTokens: 0 })
    expect(laterUsage({ outputTokens: 9 }, undefined)).toEqual({ outputTokens: 9 })
    expect(laterUsage(undefined, undefined)).toBeUndefined()
  })
})

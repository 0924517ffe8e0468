import { describe, expect, it } from '@jest/globals'
import { ConfigError } from '@llm-limit/core'
import { defaultPrices, prices } from './prices.js'
import { table, tableDate } from './table.gen.js'
import { usdPerMillion } from './usd-per-million.js'

/** List prices on 2026-09-23: dollars per million tokens in and out, longest answer, and the long rate. */
const LIST: readonly (readonly [
  model: string,
  input: number,
  output: number,
  maxOutputTokens?: number,
  long?: readonly [from: number, input: number, output: number],
])[] = [
  ['gpt-6-astra', 10, 50, 128_000, [272_000, 20, 75]],
  ['gpt-6-sol', 2, 10, 128_000, [272_000, 4, 15]],
  ['gpt-6-luna', 0.1, 0.5, 128_000, [272_000, 0.2, 0.75]],
  ['gpt-5.6-sol', 4, 20, 128_000, [272_000, 8, 30]],
  ['gpt-5.6-terra', 2, 12, 128_000, [272_000, 4, 18]],
  ['gpt-5.6-luna', 0.2, 1.2, 128_000, [272_000, 0.4, 1.8]],
  ['gpt-5.5', 5, 30, 128_000, [272_000, 10, 45]],
  ['gpt-5.4', 2.5, 15, 128_000, [272_000, 5, 22.5]],
  ['gpt-5.4-mini', 0.75, 4.5, 128_000],
  ['gpt-5.4-nano', 0.2, 1.25, 128_000],
  ['gpt-5.2', 1.75, 14, 128_000],
  ['gpt-5.1', 1.25, 10, 128_000],
  ['gpt-5', 1.25, 10, 128_000],
  ['gpt-5-mini', 0.25, 2, 128_000],
  ['gpt-5-nano', 0.05, 0.4, 128_000],
  ['gpt-4.1', 2, 8, 32_768],
  ['gpt-4.1-mini', 0.4, 1.6, 32_768],
  ['gpt-4.1-nano', 0.1, 0.4, 32_768],
  ['gpt-4o', 2.5, 10, 16_384],
  ['gpt-4o-mini', 0.15, 0.6, 16_384],
  ['o3', 2, 8, 100_000],
  ['o4-mini', 1.1, 4.4, 100_000],
  ['claude-fable-5', 10, 50, 128_000],
  ['claude-fable-5-1', 10, 50, 128_000],
  ['claude-opus-5-5', 4, 20, 128_000],
  ['claude-opus-5', 5, 25, 128_000],
  ['claude-opus-4-8', 5, 25, 128_000],
  ['claude-opus-4-7', 5, 25, 128_000],
  ['claude-opus-4-6', 5, 25, 128_000],
  ['claude-sonnet-5', 2, 10, 128_000],
  ['claude-sonnet-5-5', 2, 10, 128_000],
  ['claude-sonnet-4-6', 3, 15, 64_000],
  ['claude-sonnet-4-5', 3, 15, 64_000, [200_001, 6, 22.5]],
  ['claude-opus-4-5', 5, 25, 64_000],
  ['claude-haiku-4-5', 1, 5, 64_000],
  ['gemini-3.8-flash', 0.75, 3.75, 65_536],
  ['gemini-3.7-flash', 0.75, 3.75, 65_536],
  ['gemini-3.1-pro-preview', 2, 12, 65_536, [200_001, 4, 18]],
  ['gemini-3-pro-preview', 2, 12, 65_536, [200_001, 4, 18]],
  ['gemini-3-flash-preview', 0.5, 3, 65_536],
  ['gemini-2.5-pro', 1.25, 10, 65_536, [200_001, 2.5, 15]],
  ['gemini-2.5-flash', 0.3, 2.5, 65_536],
  ['text-embedding-3-small', 0.02, 0, 0],
  ['mistral-large', 2, 6],
  ['llama-3.3-70b-versatile', 0.59, 0.79],
]

const CACHE_READS: readonly (readonly [model: string, share: number])[] = [
  ['gpt-5', 0.1],
  ['gpt-4.1', 0.25],
  ['o3', 0.25],
  ['gpt-4o', 0.5],
  ['claude-opus-5', 0.1],
  ['claude-opus-5-5', 0.05],
  ['claude-fable-5-1', 0.025],
]

describe('defaultPrices', () => {
  it.each(LIST.map((row) => [row[0], row] as const))('prices %s at its list price', (_, row) => {
    const [model, input, output, maxOutputTokens, long] = row
    const price = defaultPrices.priceOf(model)
    expect(price).toMatchObject({ input: Math.round(input * 1e6), output: Math.round(output * 1e6) })
    expect(price?.maxOutputTokens).toBe(maxOutputTokens)
    expect(price?.long && [price.long.from, price.long.input / 1e6, price.long.output / 1e6]).toEqual(long)
  })

  it.each(CACHE_READS)('prices a cache read of %s at %p of its input', (model, share) => {
    const { input = 0, cacheRead } = defaultPrices.priceOf(model) ?? {}
    expect(cacheRead).toBe(Math.round(input * share))
  })

  it.each(['claude-opus-5', 'gpt-5.6-sol', 'gpt-6-luna'])(
    'prices a cache write of %s at 1.25 of its input',
    (model) => {
      const { input = 0, cacheWrite } = defaultPrices.priceOf(model) ?? {}
      expect(cacheWrite).toBe(input * 1.25)
    },
  )

  it('prices a cache write of Claude that is kept for an hour at twice its input', () => {
    const { input = 0, longCacheWrite } = defaultPrices.priceOf('claude-opus-5') ?? {}
    expect(longCacheWrite).toBe(input * 2)
    expect(defaultPrices.priceOf('gpt-5')?.longCacheWrite).toBeUndefined()
  })

  it("knows the service tiers of OpenAI's models that answer, and of no others", () => {
    const tiersOf = (model: string): unknown => defaultPrices.priceOf(model)?.tiers
    expect(tiersOf('gpt-5')).toEqual({ priority: 2_000, flex: 500 })
    expect(['text-embedding-3-small', 'claude-opus-5', 'gemini-2.5-pro'].map(tiersOf)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it.each([
    ['gpt-5-2025-08-07', 'gpt-5'],
    ['gpt-4o-2024-11-20', 'gpt-4o'],
    ['claude-haiku-4-5-20251001', 'claude-haiku-4-5'],
    ['claude-sonnet-4-20250514', 'claude-sonnet-4-0'],
    ['mistral-large-latest', 'mistral-large'],
  ])('knows %s as %s', (dated, base) => {
    expect(defaultPrices.priceOf(dated)).toEqual(defaultPrices.priceOf(base))
    expect(defaultPrices.priceOf(dated)).toBeDefined()
  })

  it('prefers the exact id, since a snapshot may have a price of its own', () => {
    expect(defaultPrices.priceOf('gpt-4o-2024-05-13')?.input).toBe(5_000_000)
  })

  it.each([
    'gpt-5-ultra',
    'gpt-5-mini-pro',
    'gpt-6.1-sol',
    'claude-opus-5-6',
    'gpt',
    '',
    '-latest',
    '__proto__',
    'constructor',
    'toString',
    'GPT-5',
    'gpt-5-2025-08-07-2025-08-07',
    `gpt-5${'-latest'.repeat(10_000)}`,
  ])('does not guess the price of %s', (model) => {
    expect(defaultPrices.priceOf(model)).toBeUndefined()
  })

  it('holds whole numbers only, and a long rate never below the short one', () => {
    for (const [model, { long, tiers, maxOutputTokens = 0, ...rates }] of Object.entries(table)) {
      for (const value of [maxOutputTokens, ...[rates, long, tiers].flatMap((part) => Object.values(part ?? {}))]) {
        expect([model, Number.isSafeInteger(value) && Number(value) >= 0]).toEqual([model, true])
      }
      if (long !== undefined) expect(long.input >= rates.input && long.output >= rates.output).toBe(true)
    }
    expect(tableDate).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  })
})

describe('prices({ overrides })', () => {
  const own = prices({
    overrides: { 'gpt-5': usdPerMillion({ input: 1, output: 2 }), 'my-model': { input: 5, output: 0 } },
  })

  it('goes before the table, also for dated ids', () => {
    expect(own.priceOf('gpt-5')).toEqual({ input: 1_000_000, output: 2_000_000 })
    expect(own.priceOf('gpt-5-2025-08-07')).toEqual({ input: 1_000_000, output: 2_000_000 })
    expect(own.priceOf('my-model')).toEqual({ input: 5, output: 0 })
    expect(own.priceOf('gpt-5-mini')).toEqual(defaultPrices.priceOf('gpt-5-mini'))
  })

  it.each([Number.NaN, -1, 1.5, Number.POSITIVE_INFINITY, 1e15])('refuses %p at set-up', (input) => {
    expect(() => prices({ overrides: { m: { input, output: 1 } } })).toThrow(ConfigError)
    expect(() => prices({ overrides: { m: { input: 1, output: 1, tiers: { flex: input } } } })).toThrow(ConfigError)
    expect(() => prices({ overrides: { m: { input: 1, output: 1, long: { from: 10, input, output: 1 } } } })).toThrow(
      ConfigError,
    )
  })
})

describe('usdPerMillion', () => {
  it('is exact where doubles are not', () => {
    expect(usdPerMillion({ input: 0.07, output: 1.1, cacheRead: 0.035 })).toEqual({
      input: 70_000,
      output: 1_100_000,
      cacheRead: 35_000,
    })
    expect(usdPerMillion({ input: 0.0000001, output: 0 }).input).toBe(1)
  })

  it('takes long rates, service tiers and output limits', () => {
    expect(
      usdPerMillion({
        input: 1,
        output: 2,
        longCacheWrite: 2,
        long: { from: 200_000, input: 2, output: 3 },
        tiers: { priority: 1.7, flex: 0.5 },
        maxOutputTokens: 10,
      }),
    ).toEqual({
      input: 1_000_000,
      output: 2_000_000,
      longCacheWrite: 2_000_000,
      tiers: { priority: 1_700, flex: 500 },
      long: { from: 200_000, input: 2_000_000, output: 3_000_000 },
      maxOutputTokens: 10,
    })
  })

  it.each([Number.NaN, -1, 1e6, Number.POSITIVE_INFINITY])('refuses %p', (input) => {
    expect(() => usdPerMillion({ input, output: 1 })).toThrow(ConfigError)
  })
})

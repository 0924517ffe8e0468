import { describe, expect, it } from '@jest/globals'
import { findProvider } from '@pydantic/genai-prices'
import { isCheaper } from './is-cheaper.js'
import { defaultModelMap } from './model-map.js'
import { defaultPrices, prices } from './prices.js'
import { usdPerMillion } from './usd-per-million.js'

const contexts = new Map(
  ['openai', 'anthropic', 'google', 'mistral', 'groq'].flatMap((providerId) =>
    (findProvider({ providerId })?.models ?? []).flatMap(({ id, context_window }) =>
      context_window === undefined ? [] : [[id, context_window] as const],
    ),
  ),
)

describe.each(Object.entries(defaultModelMap))('%s -> %s', (asked, served) => {
  it('is never dearer in any component of the price, and cheaper in one', () => {
    const [price, than] = [defaultPrices.priceOf(served), defaultPrices.priceOf(asked)]
    expect(price !== undefined && than !== undefined && isCheaper(price, than)).toBe(true)
  })

  it('takes any prompt that fitted', () => {
    const [context, needed] = [contexts.get(served), contexts.get(asked)]
    // The source rounds some windows of 1,048,576 down to 1,000,000.
    if (context !== undefined && needed !== undefined) expect(context).toBeGreaterThanOrEqual(needed * 0.95)
  })

  it('is what a rung without a map of its own serves, also for dated ids', () => {
    expect(defaultPrices.cheaperThan(asked)).toBe(served)
    expect(defaultPrices.cheaperThan(`${asked}-2026-01-01`)).toBe(served)
  })
})

describe('cheaperThan', () => {
  it('is undefined for models that it does not know', () => {
    for (const model of ['gpt-5-nano', 'my-model', '__proto__', 'constructor']) {
      expect(defaultPrices.cheaperThan(model)).toBeUndefined()
    }
  })

  it('is undefined when an override makes the target dearer', () => {
    const own = prices({ overrides: { 'gpt-5': usdPerMillion({ input: 0.1, output: 1 }) } })
    expect(own.cheaperThan('gpt-5')).toBeUndefined()
    expect(own.cheaperThan('gpt-5.1')).toBe('gpt-5-mini')
  })
})

describe('isCheaper', () => {
  const base = { input: 10, output: 10 }

  it('looks at cache and long rates too', () => {
    expect(isCheaper({ input: 5, output: 5 }, base)).toBe(true)
    expect(isCheaper(base, base)).toBe(false)
    expect(isCheaper({ input: 5, output: 5, cacheWrite: 11 }, base)).toBe(false)
    expect(isCheaper({ input: 5, output: 5 }, { ...base, cacheRead: 1 })).toBe(false)
    expect(isCheaper({ input: 5, output: 5, long: { from: 100, input: 20, output: 5 } }, base)).toBe(false)
  })
})

import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import { createLimiter } from './limiter.js'

const DAY_MS = 86_400_000

async function warnedOf(date: string | undefined, daysLater: number): Promise<string[]> {
  const clock = fakeClock(Date.parse('2026-09-23') + daysLater * DAY_MS)
  const prices = { date, priceOf: () => ({ input: 1, output: 1 }) }
  const limiter = createLimiter({ quotas: ['$1 / day'], expects: { model: 'any' }, prices, clock })
  const codes: string[] = []
  limiter.on('warning-raised', ({ code, message }) => codes.push(`${code}: ${message}`))
  clock.advance(60_000)
  await limiter.close()
  return codes
}

describe('a price table', () => {
  it('is told of once it is half a year old, with its date', async () => {
    expect(await warnedOf('2026-09-23', 180)).toEqual([])
    expect(await warnedOf('2026-09-23', 181)).toEqual([
      expect.stringMatching(/^old-prices: .*181 days ago, on 2026-09-23/),
    ])
  })

  it('is not told of when it does not say how old it is, or what it says is no date', async () => {
    expect(await warnedOf(undefined, 10_000)).toEqual([])
    expect(await warnedOf('yesterday', 10_000)).toEqual([])
  })
})

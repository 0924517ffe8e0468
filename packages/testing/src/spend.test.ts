import { describe, expect, it } from '@jest/globals'
import { createLimiter, type Limiter, type ModelPrice, type Policy } from '@llm-limit/core'
import { fakeClock } from './fake-clock.js'
import { spend } from './spend.js'

const PRICES: Readonly<Record<string, ModelPrice>> = {
  'gpt-5': { input: 1_250_000, output: 10_000_000 },
  'gpt-5-mini': { input: 250_000, output: 2_000_000 },
}
const ada = { user: 'ada' }

function limiterWith(policy: Policy): Limiter {
  return createLimiter({
    clock: fakeClock(),
    expects: { model: 'gpt-5' },
    prices: { priceOf: (model) => PRICES[model], cheaperThan: () => 'gpt-5-mini' },
    ...policy,
  })
}

async function percents(limiter: Limiter): Promise<Record<string, number>> {
  const { quotas } = await limiter.usage(ada)
  return Object.fromEntries(quotas.map(({ name, percent }) => [name, percent]))
}

async function phaseOfNext(limiter: Limiter): Promise<string> {
  return (await limiter.reserve({ subject: ada, call: { inputTokens: 1 } })).outcome === 'denied'
    ? 'hard'
    : (await limiter.usage(ada)).phase
}

describe('spend', () => {
  it('brings requests, tokens and money to the share when they can all be reached', async () => {
    const limiter = limiterWith({ quotas: ['20 requests / minute', '100k tokens / hour', '$0.50 / day'] })
    await spend(limiter, ada, '95 %')
    expect(await percents(limiter)).toEqual({ 'requests-per-minute': 95, 'tokens-per-hour': 95, 'usd-per-day': 95 })
  })

  it('lets no quota pass the share when another cannot be reached', async () => {
    const limiter = limiterWith({ quotas: ['20k tokens / hour', '1M tokens / day'] })
    await spend(limiter, ada, '95 %')
    expect(await percents(limiter)).toEqual({ 'tokens-per-hour': 95, 'tokens-per-day': 1 })
  })

  it('counts what was spent before', async () => {
    const limiter = limiterWith({ quotas: ['20k tokens / hour'] })
    await spend(limiter, ada, '40 %')
    await spend(limiter, ada, '95 %')
    expect(await percents(limiter)).toEqual({ 'tokens-per-hour': 95 })
    await spend(limiter, ada, '50 %')
    expect(await percents(limiter)).toEqual({ 'tokens-per-hour': 95 })
  })

  it.each([
    ['50 %', 'normal'],
    ['80 %', 'warning'],
    ['99 %', 'warning'],
    ['100 %', 'soft'],
    ['119 %', 'soft'],
    ['120 %', 'hard'],
  ] as const)('at %s the subject is in phase %s', async (share, phase) => {
    const limiter = limiterWith({ quotas: ['10 requests / minute', '200k tokens / hour', '$0.50 / month'] })
    await spend(limiter, ada, share)
    expect((await limiter.usage(ada)).phase).toBe(phase)
  })

  it('at 120 % the next request is refused', async () => {
    const limiter = limiterWith({ quotas: ['20k tokens / hour'] })
    await spend(limiter, ada, '120 %')
    expect(await phaseOfNext(limiter)).toBe('hard')
  })

  it('spends at the weight of the operation, its own quotas too', async () => {
    const limiter = limiterWith({
      tiers: { free: { quotas: ['20k tokens / hour'], operations: { report: ['40 requests / day'] } } },
      operations: { report: { weight: 2 } },
    })
    await spend(limiter, ada, '90 %', { operation: 'report' })
    const { quotas, operations } = await limiter.usage(ada)
    expect(quotas[0]?.used).toBe(18_000)
    expect(operations['report']?.[0]?.used).toBe(36)
  })

  it('spends the budget of the tier that the subject has', async () => {
    const limiter = limiterWith({
      tiers: { free: { quotas: ['20k tokens / hour'] }, premium: { quotas: ['400k tokens / hour'] } },
      defaultTier: 'free',
      tierOf: () => 'premium',
    })
    await spend(limiter, ada, '50 %')
    expect((await limiter.usage(ada)).quotas[0]?.used).toBe(200_000)
  })

  it('reaches what one model call could not', async () => {
    const limiter = limiterWith({ quotas: ['40M input tokens / day'] })
    await spend(limiter, ada, '75 %')
    expect((await limiter.usage(ada)).quotas[0]?.used).toBe(30_000_000)
  })

  it('leaves nothing held and nothing to others', async () => {
    const limiter = limiterWith({ quotas: ['20k tokens / hour', '1 concurrent'] })
    await spend(limiter, ada, '95 %')
    expect((await limiter.usage(ada)).quotas[1]?.used).toBe(0)
    expect((await limiter.usage({ user: 'grace' })).percent).toBe(0)
  })

  it('says which quota refuses when it has no ladder', async () => {
    const limiter = limiterWith({ quotas: [{ quota: '5 requests / minute', ladder: 'wall' }] })
    await expect(spend(limiter, ada, '120 %')).rejects.toThrow('wall: requests-per-minute')
  })

  it('refuses a share that cannot be read, and a limiter that does not count', async () => {
    const limiter = limiterWith({ quotas: ['20k tokens / hour'] })
    await expect(spend(limiter, ada, 'half %' as '50 %')).rejects.toThrow(RangeError)
    await expect(spend(limiterWith({ quotas: ['1 concurrent'], mode: 'off' }), ada, '50 %')).rejects.toThrow(`'off'`)
  })
})

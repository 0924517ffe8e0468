import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import { createLimiter, memoryStore, type Policy } from '../index.js'

const ADA = { user: 'ada' }

function limiterOf(policy: Pick<Policy, 'mode' | 'store'> = {}) {
  const clock = fakeClock()
  const limiter = createLimiter({
    tiers: {
      free: {
        quotas: [{ quota: '1000 tokens / hour', name: 'tokens' }],
        operations: { report: [{ quota: '1 requests / day', ladder: 'wall' }] },
      },
    },
    operations: { chat: { expects: { inputTokens: 600, outputTokens: 300 } }, report: {} },
    clock,
    ...policy,
  })
  const spend = async (inputTokens: number, operation: 'chat' | 'report' = 'chat') => {
    const decision = await limiter.reserve({ subject: ADA, operation, call: { inputTokens: 0, maxOutputTokens: 1 } })
    if (decision.outcome === 'admitted') await decision.settle({ inputTokens, outputTokens: 0 })
  }
  return { clock, limiter, spend }
}

describe('precheck', () => {
  it('finds nobody refused who has anything left, though what the operation expects would not fit', async () => {
    const { limiter, spend } = limiterOf()
    await spend(1_199)
    expect((await limiter.reserve({ subject: ADA, operation: 'chat' })).outcome).toBe('denied')
    expect(await limiter.precheck({ subject: ADA, operation: 'chat' })).toBeUndefined()
  })

  it('says of who has nothing left what a reserve would say, and tells of it', async () => {
    const { limiter, spend } = limiterOf()
    await spend(1_200)
    const told: unknown[] = []
    limiter.on('call-denied', (event) => void told.push(event))
    const denied = await limiter.precheck({ subject: ADA, operation: 'chat' })
    expect(denied).toMatchObject({ outcome: 'denied', reason: 'budget', phase: 'hard', violated: ['tokens'] })
    expect(denied?.statuses).toMatchObject([{ name: 'tokens', used: 1_200, remaining: 0 }])
    expect(told).toMatchObject([{ operation: 'chat', door: 'request', retryAfterMs: denied?.retryAfterMs }])
  })

  it('finds room at the moment it says, and no sooner', async () => {
    const { clock, limiter, spend } = limiterOf()
    await spend(1_200)
    const denied = await limiter.precheck({ subject: ADA, operation: 'chat' })
    clock.advance((denied?.retryAfterMs ?? 0) - 1)
    expect(await limiter.precheck({ subject: ADA, operation: 'chat' })).toBeDefined()
    clock.advance(1)
    expect(await limiter.precheck({ subject: ADA, operation: 'chat' })).toBeUndefined()
  })

  it('holds nothing, and looks at the quotas of its own operation only', async () => {
    const { limiter, spend } = limiterOf()
    await spend(10, 'report')
    const before = await limiter.usage(ADA)
    expect(await limiter.precheck({ subject: ADA, operation: 'report' })).toMatchObject({ reason: 'wall' })
    expect(await limiter.precheck({ subject: ADA, operation: 'chat' })).toBeUndefined()
    expect(await limiter.usage(ADA)).toEqual(before)
  })

  it.each(['shadow', 'off'] as const)('refuses nothing in mode %s', async (mode) => {
    const { limiter, spend } = limiterOf({ mode })
    await spend(2_000)
    expect(await limiter.precheck({ subject: ADA, operation: 'chat' })).toBeUndefined()
  })
})

describe('a limiter', () => {
  it('is shared where its store is not the memory of the process, whoever chose that', () => {
    const other = { ...memoryStore(), inProcess: false }
    const shared = [{}, { store: memoryStore() }, { store: other }].map((policy) => limiterOf(policy).limiter.isShared)
    expect(shared).toEqual([false, false, true])
  })
})

import { describe, expect, it } from '@jest/globals'
import { createLimiter } from '@llm-limit/next'
import { fakeClock } from '@llm-limit/testing'

const POLICY = { quotas: [{ quota: '10 requests / hour', name: 'requests' }] } as const
const ADA = { user: 'ada' }

type Some = ReturnType<typeof createLimiter>

async function spend(limiter: Some): Promise<void> {
  const decision = await limiter.reserve({ subject: ADA })
  if (decision.outcome === 'admitted') await decision.settle({ inputTokens: 1, outputTokens: 1 })
}

async function usedIn(limiter: Some): Promise<number | undefined> {
  return (await limiter.usage(ADA)).quotas[0]?.used
}

describe('limiters without a store, made by one module that Next runs several times', () => {
  it('count together, also after one of them was closed', async () => {
    const [route, action] = [createLimiter(POLICY), createLimiter(POLICY)]
    await spend(route)
    await spend(action)
    await route.close()
    expect(await usedIn(action)).toBe(2)
    expect([action.storeKind, action.isShared]).toEqual(['memory', false])
  })

  it('count apart where the policy, or only its name, is another, and under a clock of their own', async () => {
    await spend(createLimiter(POLICY))
    const others = [
      { ...POLICY, mode: 'shadow' },
      { ...POLICY, name: 'images' },
      { ...POLICY, clock: fakeClock() },
    ] as const
    for (const policy of others) expect(await usedIn(createLimiter(policy))).toBe(0)
  })
})

import { describe, expect, it } from '@jest/globals'
import { type Offer, type Offers, offerList, type Store } from '@llm-limit/core'
import { type Limiter, memoryStore } from '@llm-limit/express'
import { fakeClock } from '@llm-limit/testing'
import { audited } from './audit.js'
import { chatLimiter, type LimiterSettings } from './limits.js'

const ada = { user: 'user-0500' }

/** A free user has 20k tokens: 24k at the hard ceiling. */
function setUp(settings: LimiterSettings = {}, spoil: (store: Store) => Store = (store) => store) {
  const clock = fakeClock()
  const { store, audit } = audited(spoil(memoryStore({ clock })))
  return { audit, limiter: chatLimiter({ ...settings, clock, store }) }
}

async function admitted(limiter: Limiter<'chat' | 'default'>, inputTokens: number) {
  const decision = await limiter.reserve({ subject: ada, operation: 'chat', call: { inputTokens } })
  if (decision.outcome !== 'admitted') throw new Error(`not admitted: ${decision.outcome}`)
  return decision
}

function tokensOf({ audit }: ReturnType<typeof setUp>) {
  return audit.overruns().find(({ quota }) => quota.startsWith('tokens'))
}

describe('the audit of a store', () => {
  it('counts what is open, and the most that was ever reserved', async () => {
    const { audit, limiter } = setUp()
    const call = await admitted(limiter, 9_399)
    expect(audit).toMatchObject({ open: 1, highestPercent: 50, aboveCeiling: 0 })
    await call.settle({ inputTokens: 1_000, outputTokens: 0 })
    expect(audit).toMatchObject({ open: 0, highestPercent: 50, aboveCeiling: 0, corrections: 0 })
  })

  it('bounds an overrun by what open calls used beyond what they held', async () => {
    const demo = setUp()
    const first = await admitted(demo.limiter, 10_000)
    const second = await admitted(demo.limiter, 8_000)
    await first.settle({ inputTokens: 12_500, outputTokens: 601 })
    await second.settle({ inputTokens: 11_000, outputTokens: 0 })
    const excess = 2_500 + (11_000 - 8_601)
    expect(tokensOf(demo)).toMatchObject({ beyondLimit: 4_101, beyondCeiling: 101, bound: excess, broken: 0 })
  })

  it('forgets what was used beyond held once the next admission has seen it', async () => {
    const demo = setUp()
    await (await admitted(demo.limiter, 1_000)).settle({ inputTokens: 9_000, outputTokens: 0 })
    await (await admitted(demo.limiter, 14_000)).settle({ inputTokens: 15_100, outputTokens: 0 })
    expect(tokensOf(demo)).toMatchObject({ beyondCeiling: 100, bound: 15_100 - 14_301 })
  })

  it('finds a store that admits above the ceiling', async () => {
    const twice = (offers: Offers): Offer[] =>
      offerList(offers).map((offer) => ({
        ...offer,
        charges: offer.charges.map((charge) => ({ ...charge, cap: 2 * charge.cap })),
      }))
    const { audit, limiter } = setUp({}, (store) => ({
      ...store,
      reserve: (call) => store.reserve({ ...call, offers: twice(call.offers) }),
    }))
    await admitted(limiter, 20_000)
    await admitted(limiter, 20_000)
    expect(audit.aboveCeiling).toBe(1)
    expect(audit.highestPercent).toBeGreaterThan(200)
  })
})

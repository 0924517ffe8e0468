import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import type { Aging } from '../store/quota.js'
import { agedUse } from './aged-use.js'
import { callOf, granted, handleOf, quota, sharedStore, spend, truth, usedOf } from './outage.fixture.js'

const NOON = Date.UTC(2026, 5, 15, 12)
const agings: readonly Aging[] = [
  { algorithm: 'sliding', windowMs: 60_000 },
  { algorithm: 'sliding', windowMs: 7_001 },
  { algorithm: 'bucket', windowMs: 10_000, refill: 90 },
  { algorithm: 'calendar', boundaries: [NOON - 90_000, NOON - 30_000, NOON + 30_000, NOON + 600_000] },
]

describe.each(agings)('what is known of $algorithm', (aging) => {
  const partitions = [{ key: 'ada', quotas: [quota('q', 10_000, { aging })] }]

  it('is never less than still counts, and nothing in the end', async () => {
    const clock = fakeClock(NOON)
    const shared = sharedStore(clock)
    for (let i = 0; i < 20; i += 1) {
      await spend(shared.memory, 10 * i, { partitions })
      await clock.advanceAsync(1_000)
    }
    const [used = 0] = usedOf(shared, partitions)
    const noted = { storeNow: clock.now(), at: clock.now() }
    for (let i = 0; i < 400; i += 1) {
      const known = agedUse(aging, used, noted, clock.now())
      expect(known).toBeGreaterThanOrEqual(usedOf(shared, partitions)[0] ?? 0)
      await clock.advanceAsync(733)
    }
    expect(agedUse(aging, used, noted, clock.now())).toBe(0)
  })

  it('goes by the time of the store, however wrong our clock is', () => {
    const wrong = { storeNow: NOON, at: NOON - 86_400_000 }
    expect(agedUse(aging, 100, wrong, NOON - 86_400_000 + 1)).toBe(100)
    expect(agedUse(aging, 100, wrong, NOON)).toBe(0)
    // A clock that steps back.
    expect(agedUse(aging, 100, wrong, NOON - 2 * 86_400_000)).toBe(100)
  })
})

it('what is known to run at once says nothing: it ends and others begin', async () => {
  const shared = sharedStore(fakeClock(NOON))
  const partitions = [{ key: 'ada', quotas: [quota('q', 4, { aging: { algorithm: 'concurrency' } })] }]
  const call = callOf(1, { partitions })
  await granted(shared.memory, call)
  expect(agedUse({ algorithm: 'concurrency' }, 1, { storeNow: NOON, at: NOON }, NOON)).toBe(0)
  await shared.memory.settle(handleOf(call), truth(call, 1))
})

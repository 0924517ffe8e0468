import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import { LATE_MS } from '../store/store.js'
import { localGrants } from './local-grants.js'

const named = (id: number) => ({ id: `call-${id}`, partitions: [{ key: 'ada', quotas: [] }] })

describe('reservations granted without the store', () => {
  it('are known until they are settled, and for a while after an estimate', async () => {
    const clock = fakeClock()
    const grants = localGrants(clock)
    for (const id of [1, 2]) grants.put(named(id), [10], clock.now() + 60_000)
    grants.close(named(1), false)
    grants.close(named(2), true)
    expect([grants.has(named(1)), grants.has(named(2)), grants.has(named(3))]).toEqual([false, true, false])
    await clock.advanceAsync(LATE_MS + 1)
    grants.put(named(3), [10], clock.now() + 60_000)
    expect([grants.has(named(2)), grants.has(named(3)), grants.size]).toEqual([false, true, 1])
  })

  it('of two subjects are two, though they have the same id', () => {
    const grants = localGrants(fakeClock())
    grants.put(named(1), [10], 0)
    expect(grants.has({ ...named(1), partitions: [{ key: 'bob', quotas: [] }] })).toBe(false)
  })

  it('say by how much a raise holds more, never less than before', () => {
    const grants = localGrants(fakeClock())
    grants.put(named(1), [10, 20], 0)
    expect(grants.raise(named(1), [15, 5], 0)).toEqual([5, 0])
    expect(grants.raise(named(1), [15, 21], 0)).toEqual([0, 1])
  })

  it('are bounded, also when nobody ever settles them, or all settle by estimates (I11)', async () => {
    const clock = fakeClock()
    const grants = localGrants(clock)
    for (let i = 0; i < 20_000; i += 1) {
      grants.put(named(i), [1], clock.now() + 60_000)
      await Promise.resolve()
      if (i % 100 === 0) clock.advance(60_000)
    }
    expect(grants.size).toBeLessThan(5_000)
    const floods = localGrants(clock)
    for (let i = 0; i < 20_000; i += 1) {
      floods.put(named(i), [1], clock.now())
      floods.close(named(i), true)
    }
    expect(floods.size).toBeLessThanOrEqual(10_001)
  })
})

import { describe, expect, it } from '@jest/globals'
import { memoryStore, type Store, StoreError } from '@llm-limit/core'
import { fakeClock } from '@llm-limit/testing'
import type { ProviderEvent } from './events.js'
import { broke, post, scripted, statuses } from './guard-bench.fixture.js'
import { providerGuard } from './provider-guard.js'

/** A store that fails while it is told to. */
function stage(answers: readonly (() => Response)[] = []) {
  const clock = fakeClock(0)
  const healthy = memoryStore({ clock })
  const state = { fails: true, asked: 0 }
  const asking = <Reply>(reply: () => Reply): Reply => {
    state.asked += 1
    if (state.fails) throw new StoreError('away')
    return reply()
  }
  const store: Store = {
    ...healthy,
    reserve: async (call) => asking(() => healthy.reserve(call)),
    settle: async (reservation, settlement) => asking(() => healthy.settle(reservation, settlement)),
  }
  const events: ProviderEvent[] = []
  const { asked, fetch } = scripted(clock, answers)
  const guard = providerGuard({
    clock,
    store,
    fetch,
    limits: { 'gpt-5': ['6 requests / minute'] },
    onEvent: (event) => {
      events.push(event)
      throw new Error('A listener of no use.')
    },
  })
  return { clock, state, asked, events, guard }
}

describe('a provider guard whose store fails', () => {
  it('lets calls pass uncounted, and says so once', async () => {
    const { clock, state, asked, events, guard } = stage()
    expect(
      await statuses(
        clock,
        Array.from({ length: 20 }, () => post(guard.fetch)),
      ),
    ).toEqual(Array(20).fill(200))
    await clock.advanceAsync(5_000)
    expect((await post(guard.fetch)).status).toBe(200)
    expect(asked).toHaveLength(21)
    expect(events).toEqual([{ type: 'store-failed', cause: expect.any(StoreError) }])
    expect(state.asked).toBeLessThanOrEqual(3)
  })

  it('counts again when it answers again, and tells of the next failure', async () => {
    const { clock, state, events, guard } = stage()
    await post(guard.fetch)
    state.fails = false
    await clock.advanceAsync(1_000)
    await statuses(clock, [post(guard.fetch), post(guard.fetch)])
    expect(events.map(({ type }) => type)).toEqual(['store-failed', 'call-waited'])
    state.fails = true
    await post(guard.fetch)
    expect(events.map(({ type }) => type)).toEqual(['store-failed', 'call-waited', 'store-failed'])
  })

  it('never loses an answer, and keeps to a pause by itself', async () => {
    const { clock, state, asked, guard } = stage([broke])
    state.fails = false
    const answer = post(guard.fetch)
    state.fails = true
    expect(await (await answer).json()).toMatchObject({ error: { message: 'pay' } })
    expect((await post(guard.fetch)).status).toBe(429)
    expect(asked).toHaveLength(1)
    await clock.advanceAsync(60_000)
    expect((await post(guard.fetch)).status).toBe(200)
  })
})

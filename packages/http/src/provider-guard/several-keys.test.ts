import { describe, expect, it } from '@jest/globals'
import { bench, broke, limited, post, scripted, statuses } from './guard-bench.fixture.js'
import { providerGuard } from './provider-guard.js'

describe('a provider guard with several keys', () => {
  it('shares the load among several keys, each with limits of its own', async () => {
    const keys = ['secret-a', 'secret-b', 'secret-c']
    const { clock, provider, guard } = bench({ keys, limits: { 'gpt-5': ['60 requests / minute'] } })
    const { fetch } = guard()
    const calls = Array.from({ length: 90 }, () => post(fetch))
    expect(await statuses(clock, calls)).toEqual(calls.map(() => 200))
    const used = [...provider.keys].map(([key, seen]) => [key, seen.length] as const)
    expect(used.map(([key]) => key).sort()).toEqual(keys.map((key) => `Bearer ${key}`))
    for (const [, calls] of used) expect(calls).toBeGreaterThanOrEqual(25)
    expect(provider.refused).toBe(0)
  })

  it('sends a call on with another key when one has no credit left, and lets that one rest', async () => {
    const { clock, store } = bench()
    const sent: string[] = []
    const { fetch } = scripted(clock, [broke])
    const guard = providerGuard({
      clock,
      store,
      keys: ['secret-a', 'secret-b'],
      fetch: (input, init) => {
        sent.push(new Headers(init?.headers).get('authorization') ?? '')
        return fetch(input, init)
      },
    })
    for (let i = 0; i < 3; i += 1) expect(await statuses(clock, [post(guard.fetch)])).toEqual([200])
    expect(sent).toEqual(['secret-a', 'secret-b', 'secret-b', 'secret-b'].map((key) => `Bearer ${key}`))
  })

  it('passes on what the provider said when all of them are used up', async () => {
    const { clock, store } = bench()
    const { asked, fetch } = scripted(clock, [broke, broke, broke, broke])
    const guard = providerGuard({ clock, store, fetch, keys: ['secret-a', 'secret-b', 'secret-c'] })
    const answer = await post(guard.fetch)
    expect([answer.status, answer.headers.get('x-should-retry'), asked.length]).toEqual([429, 'false', 3])
    expect(await answer.json()).toMatchObject({ error: { code: 'insufficient_quota', message: 'pay' } })
  })

  it('tries each once, also when the provider says that there is nothing to wait for', async () => {
    const { clock, store } = bench()
    const fields = { 'retry-after-ms': '0' }
    const spent = () => Response.json({ error: { code: 'insufficient_quota' } }, { status: 429, headers: fields })
    const { asked, fetch } = scripted(clock, Array(9).fill(spent))
    await post(providerGuard({ clock, store, fetch }).fetch)
    expect(asked).toHaveLength(1)
    await post(providerGuard({ clock, store, fetch, keys: ['secret-a', 'secret-b'] }).fetch)
    expect(asked).toHaveLength(3)
  })

  it('uses another one at once when one is turned away', async () => {
    const { clock, store } = bench()
    const { asked, fetch } = scripted(clock, [limited(20_000)])
    const guard = providerGuard({ clock, store, fetch, keys: ['secret-a', 'secret-b'] })
    expect((await post(guard.fetch)).status).toBe(200)
    expect(asked).toEqual([0, 0])
  })
})

import { describe, expect, it } from '@jest/globals'
import type { Store } from '@llm-limit/core'
import type { ProviderEvent } from './events.js'
import { bench, limited, post, scripted, statuses } from './guard-bench.fixture.js'
import type { ProviderGuardOptions } from './options.js'
import { providerGuard } from './provider-guard.js'

describe('a provider guard', () => {
  it('learns limits from answers, and lets calls wait instead of running into them', async () => {
    const { clock, provider, guard } = bench({}, 60)
    const { fetch } = guard()
    await post(fetch)
    const calls = Array.from({ length: 30 }, () => post(fetch))
    expect(await statuses(clock, calls)).toEqual(calls.map(() => 200))
    expect(provider.refused).toBe(0)
    expect(provider.answered.filter(({ at }) => at <= 1_000).length).toBeLessThanOrEqual(12)
  })

  it('keeps what was declared, whatever the answers tell', async () => {
    const { clock, provider, guard } = bench({ limits: { 'gpt-5*': ['6 requests / minute'] }, maxWaitMs: 60_000 })
    const { fetch } = guard()
    const calls = Array.from({ length: 4 }, () => post(fetch))
    expect(await statuses(clock, calls)).toEqual([200, 200, 200, 200])
    const times = provider.answered.map(({ at }) => at)
    for (const [i, at] of times.slice(1).entries()) expect(at - (times[i] ?? 0)).toBeGreaterThanOrEqual(10_000)
  })

  it('rests a key for all processes when the provider turns a call away, then tries once more', async () => {
    const { clock, store } = bench()
    const { asked, fetch } = scripted(clock, [limited(5_000)])
    const events: ProviderEvent[] = []
    const one = providerGuard({ clock, store, fetch, random: () => 0, onEvent: (event) => events.push(event) })
    const other = providerGuard({ clock, store, fetch, random: () => 0 })
    const first = post(one.fetch)
    while (events.length === 0) await clock.advanceAsync(1)
    const second = post(other.fetch)
    expect(await statuses(clock, [first, second])).toEqual([200, 200])
    expect(Math.min(...asked.slice(1))).toBeGreaterThanOrEqual((asked[0] ?? 0) + 5_000)
    expect(events[0]).toEqual({ type: 'key-paused', api: 'openai-chat', kind: 'transient', pauseMs: 5_000 })
  })

  it('repeats at most a tenth of all calls', async () => {
    const { clock, store } = bench()
    const turns = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? () => Response.json({}) : limited(1)))
    const { asked, fetch } = scripted(clock, turns)
    const guard = providerGuard({ clock, store, fetch, random: () => 0 })
    for (let i = 0; i < 200; i += 1) {
      await statuses(clock, [post(guard.fetch)])
    }
    expect(asked.length).toBeLessThanOrEqual(200 * 1.1 + 1)
    expect(asked.length).toBeGreaterThan(201)
  })

  it('never repeats a call whose body was a stream', async () => {
    const { clock, store } = bench()
    const { asked, fetch } = scripted(clock, [limited(1_000)])
    const guard = providerGuard({ clock, store, fetch, random: () => 0 })
    const body = new Blob([JSON.stringify({ model: 'gpt-5', messages: [], max_tokens: 1 })])
    expect((await post(guard.fetch, { body })).status).toBe(429)
    expect(asked).toHaveLength(1)
  })

  it('lets go of a call whose caller leaves while it waits', async () => {
    const { clock, provider, guard } = bench({ limits: { 'gpt-5': ['1 requests / minute'] }, maxWaitMs: 120_000 })
    const { fetch } = guard()
    await post(fetch)
    const leaving = new AbortController()
    const late = post(fetch, { signal: leaving.signal })
    const ended = expect(late).rejects.toThrow('gone')
    await clock.advanceAsync(1_000)
    leaving.abort(new Error('gone'))
    await ended
    await clock.advanceAsync(200_000)
    expect(provider.answered).toHaveLength(1)
  })

  it('counts each model and each key apart', async () => {
    const { clock, provider, guard } = bench({ limits: { '*': ['1 requests / minute'] } })
    const { fetch } = guard()
    const other = { headers: { authorization: 'Bearer secret-2', 'content-type': 'application/json' } }
    const calls = [post(fetch), post(fetch, { model: 'gpt-5-mini' }), post(fetch, other)]
    expect(await statuses(clock, calls)).toEqual([200, 200, 200])
    expect(provider.refused).toBe(0)
  })

  it('counts a model with a key once, whichever API and field they stand in', async () => {
    const { clock, provider, guard } = bench({ limits: { 'gpt-5': ['6 requests / minute'] } })
    const { fetch } = guard()
    const answers = [
      post(fetch),
      fetch('https://api.test/v1/responses', {
        method: 'POST',
        headers: { 'api-key': 'secret-1', 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'gpt-5', input: 'hi', max_output_tokens: 90, tokens: 100 }),
      }),
    ]
    expect(await statuses(clock, answers)).toEqual([200, 200])
    const [first, second] = provider.answered.map(({ at }) => at)
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(10_000)
  })

  it('holds to the smaller of two limits that an answer tells for the same', async () => {
    const { clock, store } = bench()
    const fields = { 'x-ratelimit-limit-tokens': '1000000', 'x-ratelimit-limit-project-tokens': '600' }
    const tells = () => Response.json({}, { headers: fields })
    const { asked, fetch } = scripted(clock, [tells, tells, tells])
    const guard = providerGuard({ clock, store, fetch, random: () => 0 })
    await post(guard.fetch)
    expect(await statuses(clock, [post(guard.fetch), post(guard.fetch)])).toEqual([200, 200])
    // A call counts nearly 100 tokens: a tenth of a minute's worth is 60.
    expect((asked[2] ?? 0) - (asked[1] ?? 0)).toBeGreaterThanOrEqual(9_000)
  })

  it('passes on what is no model call, and what throws', async () => {
    const { clock, store } = bench()
    const cause = new TypeError('no network')
    const guard = providerGuard({
      clock,
      store,
      fetch: () => Promise.reject(cause),
      limits: { '*': ['2 requests / minute'] },
    })
    await expect(guard.fetch('https://api.test/v1/models')).rejects.toBe(cause)
    await expect(post(guard.fetch)).rejects.toBe(cause)
  })

  it('writes no key of a provider and no user into the store', async () => {
    const { store, guard, clock } = bench({ keys: ['secret-a'], userOf: () => 'secret-ada' })
    const names: string[] = []
    const watched: Store = {
      ...store,
      reserve(call) {
        names.push(...call.partitions.map(({ key }) => key))
        return store.reserve(call)
      },
    }
    await post(guard({ store: watched }).fetch)
    await clock.advanceAsync(1)
    expect(names).toHaveLength(2)
    expect(names.join()).not.toMatch(/secret/)
  })

  it.each([
    [{ maxWaitMs: -1 }, /maxWaitMs -1/],
    [{ maxWaitMs: 1.5 }, /maxWaitMs 1.5/],
    [{ keys: [] }, /'keys' is empty/],
    [{ limits: { 'gpt-5': ['5 requests / hour'] } }, /'5 requests \/ hour' cannot be used/],
    [{ limits: { 'gpt-5': ['$5 / day'] } }, /'\$5 \/ day' cannot be used/],
    [{ limits: { 'gpt-5': ['many'] } }, /'many'/],
  ])('refuses %j at set-up', (options, message) => {
    expect(() => providerGuard(options as ProviderGuardOptions)).toThrow(message)
  })
})

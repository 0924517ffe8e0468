import { describe, expect, it } from '@jest/globals'
import { memoryStore, type Store } from '@llm-limit/core'
import { type FakeClock, fakeClock } from '@llm-limit/testing'
import type { Fetch } from '../metered-fetch.js'
import { limitedProvider } from './limited-provider.fixture.js'
import type { ProviderGuardOptions, ProviderPause } from './options.js'
import { providerGuard } from './provider-guard.js'

const URL = 'https://api.test/v1/chat/completions'

function post(fetch: Fetch, more: RequestInit & { model?: string } = {}): Promise<Response> {
  const { model = 'gpt-5', ...init } = more
  return fetch(URL, {
    method: 'POST',
    headers: { authorization: 'Bearer secret-1', 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hi' }], max_tokens: 90, tokens: 100 }),
    ...init,
  })
}

function bench(options: ProviderGuardOptions = {}, requestsPerMinute = 60) {
  const clock = fakeClock(0)
  const store = memoryStore({ clock })
  const provider = limitedProvider({ clock, counting: 'bucket', requestsPerMinute, tokensPerMinute: 1e6, tells: true })
  const pauses: ProviderPause[] = []
  const shared = {
    clock,
    store,
    fetch: provider.fetch,
    random: () => 0,
    onPause: (one: ProviderPause) => void pauses.push(one),
  }
  return {
    clock,
    store,
    provider,
    pauses,
    guard: (more: ProviderGuardOptions = {}) => providerGuard({ ...shared, ...options, ...more }),
  }
}

/** Answers as it is told, and writes down when it was asked. */
function scripted(clock: FakeClock, answers: readonly (() => Response)[]) {
  const asked: number[] = []
  const fetch: Fetch = async () => {
    asked.push(clock.now())
    return answers[asked.length - 1]?.() ?? Response.json({ choices: [] })
  }
  return { asked, fetch }
}

const limited = (retryAfterMs: number) => () =>
  Response.json(
    { error: { message: 'slow down', type: 'requests', param: null, code: 'rate_limit_exceeded' } },
    { status: 429, headers: { 'retry-after-ms': String(retryAfterMs) } },
  )
const broke = () =>
  Response.json(
    { error: { message: 'pay', type: 'insufficient_quota', param: null, code: 'insufficient_quota' } },
    { status: 429 },
  )

/** Lets time pass until all are answered. */
async function statuses(clock: FakeClock, calls: readonly Promise<Response>[]): Promise<number[]> {
  let isOver = false
  const answers = Promise.all(calls).finally(() => {
    isOver = true
  })
  while (!isOver) await clock.advanceAsync(100)
  return (await answers).map(({ status }) => status)
}

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
    const { clock, provider, guard } = bench({ limits: { 'gpt-*': ['6 requests / minute'] }, maxWaitMs: 60_000 })
    const { fetch } = guard()
    const calls = Array.from({ length: 4 }, () => post(fetch))
    expect(await statuses(clock, calls)).toEqual([200, 200, 200, 200])
    const times = provider.answered.map(({ at }) => at)
    for (const [i, at] of times.slice(1).entries()) expect(at - (times[i] ?? 0)).toBeGreaterThanOrEqual(10_000)
  })

  it('rests a key for all processes when the provider turns a call away, then tries once more', async () => {
    const { clock, store } = bench()
    const { asked, fetch } = scripted(clock, [limited(5_000)])
    const pauses: ProviderPause[] = []
    const one = providerGuard({ clock, store, fetch, random: () => 0, onPause: (pause) => pauses.push(pause) })
    const other = providerGuard({ clock, store, fetch, random: () => 0 })
    const first = post(one.fetch)
    while (pauses.length === 0) await clock.advanceAsync(1)
    const second = post(other.fetch)
    expect(await statuses(clock, [first, second])).toEqual([200, 200])
    expect(Math.min(...asked.slice(1))).toBeGreaterThanOrEqual((asked[0] ?? 0) + 5_000)
    expect(pauses).toEqual([{ api: 'openai-chat', kind: 'transient', pauseMs: 5_000 }])
  })

  it('does not repeat what waiting does not mend, and tells the SDK not to', async () => {
    const { clock, store } = bench()
    const { asked, fetch } = scripted(clock, [broke])
    const answer = await post(providerGuard({ clock, store, fetch }).fetch)
    expect([answer.status, answer.headers.get('x-should-retry'), asked.length]).toEqual([429, 'false', 1])
    expect(await answer.json()).toMatchObject({ error: { code: 'insufficient_quota' } })
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

  it('answers 429 in the shape of the API when the wait would be too long, without asking the provider', async () => {
    const { clock, provider, guard } = bench({ limits: { 'gpt-5': ['1 requests / minute'] }, maxWaitMs: 10_000 })
    const { fetch } = guard()
    await post(fetch)
    const late = post(fetch)
    await clock.advanceAsync(10_000)
    const answer = await late
    expect([answer.status, answer.headers.get('x-should-retry')]).toEqual([429, 'false'])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(40)
    expect(await answer.json()).toMatchObject({ error: { code: 'rate_limit_exceeded', type: 'provider_limit' } })
    expect(provider.answered).toHaveLength(1)
  })

  it('lets go of a call whose caller leaves while it waits', async () => {
    const { clock, provider, guard } = bench({ limits: { 'gpt-5': ['1 requests / minute'] } })
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

  it('writes no key of a provider into the store', async () => {
    const { store, guard, clock } = bench({ keys: ['secret-a'] })
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

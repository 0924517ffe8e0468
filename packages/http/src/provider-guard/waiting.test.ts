import '../context.js'
import { describe, expect, it } from '@jest/globals'
import { createLimiter } from '../create-limiter.js'
import { bench, broke, keysHashed, limited, post, scripted, statuses } from './guard-bench.fixture.js'
import { providerGuard } from './provider-guard.js'

describe('a call that would wait too long', () => {
  it('is answered at once in the shape of its API, with a Retry-After that holds', async () => {
    const { clock, provider, events, guard } = bench({
      limits: { 'gpt-5': ['1 requests / minute'] },
      maxWaitMs: 10_000,
    })
    const { fetch } = guard()
    await post(fetch)
    const answer = await post(fetch)
    expect(clock.now()).toBe(0)
    expect([answer.status, answer.headers.get('x-should-retry')]).toEqual([429, 'false'])
    expect(await answer.json()).toMatchObject({ error: { code: 'rate_limit_exceeded', type: 'provider_limit' } })
    const seconds = Number(answer.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(40)
    expect(events).toMatchObject([{ type: 'call-refused', api: 'openai-chat', reason: 'limit', waitedMs: 0 }])
    await clock.advanceAsync(seconds * 1_000)
    expect((await post(fetch)).status).toBe(200)
    expect(provider.answered).toHaveLength(2)
  })

  it('is told so when those ahead of it take too long already', async () => {
    const { clock, provider, events, guard } = bench({
      limits: { 'gpt-5': ['60 requests / minute'] },
      maxWaitMs: 30_000,
    })
    const { fetch } = guard({ userOf: () => 'ada' })
    const calls = Array.from({ length: 100 }, () => post(fetch))
    await keysHashed()
    await clock.advanceAsync(100)
    const early = events.filter(({ type }) => type === 'call-refused').length
    expect(early).toBeGreaterThanOrEqual(50)
    const answers = await statuses(clock, calls)
    expect(clock.now()).toBeLessThanOrEqual(31_000)
    expect(answers.filter((status) => status === 200)).toHaveLength(provider.answered.length)
    // A burst of five seconds' worth, then one a second.
    expect(provider.answered.length).toBeGreaterThanOrEqual(33)
    // Of those who did wait, hardly anybody waited for nothing.
    expect(answers.filter((status) => status === 429).length - early).toBeLessThanOrEqual(10)
    for (const event of events.slice(0, early)) expect(event).toMatchObject({ type: 'call-refused', waitedMs: 0 })
  })

  it('leaves room for another user, who is not behind', async () => {
    const { clock, guard } = bench({ limits: { 'gpt-5': ['60 requests / minute'] } })
    let user = 'ada'
    const { fetch } = guard({ userOf: () => user })
    const many = Array.from({ length: 60 }, () => post(fetch))
    await keysHashed()
    await clock.advanceAsync(100)
    user = 'bob'
    const one = post(fetch)
    await clock.advanceAsync(2_500)
    expect((await one).status).toBe(200)
    await statuses(clock, many)
  })

  it('is never one of another organisation that has a user of the same name', async () => {
    const given: string[] = []
    const weightOf = (user: string): number => Math.min(1, given.push(user))
    const { clock, guard } = bench({ limits: { 'gpt-5': ['60 requests / minute'] }, weightOf })
    const { fetch } = guard()
    const limiter = createLimiter({ quotas: ['1M tokens / hour'] })
    const subjects = [{ user: 'admin', org: 'a' }, { user: 'admin', org: 'b' }, { user: 'admin' }, { user: 'a/admin' }]
    const calls = subjects.map((subject) => limiter.run({ subject }, () => post(fetch)))
    const answers = calls.map(async (call) => {
      const outcome = await call
      return outcome.outcome === 'admitted' ? outcome.value : Response.error()
    })
    await statuses(clock, [...answers, post(fetch)])
    expect([...new Set(given)].sort()).toEqual(['', 'a%2Fadmin', 'a/admin', 'admin', 'b/admin'])
  })

  it('has one deadline, however often it is tried', async () => {
    const { clock, store } = bench()
    const ok = () => Response.json({})
    const { asked, fetch } = scripted(clock, [...Array(20).fill(ok), limited(20_000), limited(20_000), limited(20_000)])
    const guard = providerGuard({ clock, store, fetch, random: () => 0, maxWaitMs: 30_000 })
    for (let i = 0; i < 20; i += 1) await post(guard.fetch)
    const answer = post(guard.fetch)
    expect(await statuses(clock, [answer])).toEqual([429])
    expect(clock.now()).toBeLessThanOrEqual(30_000)
    expect(asked).toHaveLength(22)
    expect(await (await answer).json()).toMatchObject({ error: { message: 'slow down' } })
  })

  it('goes through without a wait where none is allowed, when there is room', async () => {
    const { guard } = bench({ limits: { 'gpt-5': ['60 requests / minute'] }, maxWaitMs: 0 })
    expect((await post(guard().fetch)).status).toBe(200)
  })

  it('says why: the key has no credit left', async () => {
    const { clock, store } = bench()
    const { asked, fetch } = scripted(clock, [broke])
    const guard = providerGuard({ clock, store, fetch })
    const first = await post(guard.fetch)
    expect(await first.json()).toMatchObject({ error: { code: 'insufficient_quota', message: 'pay' } })
    const second = await post(guard.fetch)
    expect([second.status, second.headers.get('retry-after'), asked.length]).toEqual([429, '60', 1])
    const { error } = await second.json()
    expect(error).toMatchObject({ code: 'insufficient_quota', type: 'provider_limit' })
    expect(error.message).toMatch(/credit/)
  })

  it('does not stop a smaller one that fits', async () => {
    const { clock, guard } = bench({ limits: { 'gpt-5': ['1k tokens / day'] } })
    const { fetch } = guard()
    const ask = (cap: number) =>
      post(fetch, { body: JSON.stringify({ model: 'gpt-5', messages: [], max_tokens: cap, tokens: 1 }) })
    expect(await statuses(clock, [ask(450)])).toEqual([200])
    expect(await statuses(clock, [ask(900), ask(10)])).toEqual([429, 200])
  })
})

describe('several calls that the provider turns away together', () => {
  it('are one pause, not one after the other', async () => {
    const { clock, store } = bench()
    const ok = () => Response.json({})
    const { asked, fetch } = scripted(clock, [ok, ok, ...Array.from({ length: 8 }, () => limited(4_000))])
    const slow: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init)
      await new Promise<void>((resolve) => clock.setTimer(resolve, 50))
      return answer
    }
    const guard = providerGuard({ clock, store, fetch: slow, random: () => 0 })
    const other = providerGuard({ clock, store, fetch: slow, random: () => 0 })
    await statuses(clock, [post(guard.fetch), post(other.fetch)])
    const from = clock.now()
    const turnedAway = Array.from({ length: 8 }, () => post(guard.fetch))
    await clock.advanceAsync(50)
    expect(asked.slice(2)).toEqual(Array(8).fill(from))
    expect(await statuses(clock, [post(other.fetch)])).toEqual([200])
    expect(clock.now() - from).toBeGreaterThanOrEqual(4_000)
    expect(clock.now() - from).toBeLessThanOrEqual(5_000)
    await statuses(clock, turnedAway)
  })
})

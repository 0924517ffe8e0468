import { describe, expect, it } from '@jest/globals'
import { memoryRecords } from '../estimates/memory-records.js'
import type { Records } from '../estimates/records.js'
import type { Policy } from '../policy/policy.js'
import { admitted, admittedCall, type Bench, benchWith } from './limiter.fixture.js'

const QUOTAS = ['100M tokens / hour', '1M output tokens / hour'] as const

function bench(policy: Policy = {}): Bench {
  return benchWith({ quotas: QUOTAS, ...policy })
}

/** Tokens of answer that a request holds. */
async function held({ ask, limiter }: Bench, model = 'dear', maxOutputTokens?: number): Promise<number> {
  const subject = { user: `${model} ${maxOutputTokens}` }
  const admission = admitted(await ask({ subject, call: { model, inputTokens: 500, maxOutputTokens } }))
  const used = (await limiter.usage(subject)).quotas[1]?.used ?? -1
  await admission.release()
  return used
}

/** Requests without a call door that say what they used. */
async function answer({ ask }: Bench, outputTokens: number, times: number, model = 'dear'): Promise<void> {
  for (let i = 0; i < times; i += 1)
    await admitted(await ask({ call: { model, inputTokens: 500 } })).settle({ inputTokens: 500, outputTokens })
}

describe('what a request holds of its answer', () => {
  it('is what the operation expects until calls have ended, then what they needed', async () => {
    const all = bench({ expects: { model: 'dear', outputTokens: 600 } })
    expect(await held(all)).toBe(600)
    await answer(all, 100, 4)
    expect(await held(all)).toBe(600)
    await answer(all, 100, 500)
    expect(await held(all)).toBeGreaterThanOrEqual(100)
    expect(await held(all)).toBeLessThan(130)
  })

  it('is learned by model, and never above the cap of the call', async () => {
    const all = bench()
    await answer(all, 2_000, 200)
    await answer(all, 50, 200, 'cheap')
    expect(await held(all)).toBeGreaterThanOrEqual(2_000)
    expect(await held(all, 'cheap')).toBeLessThan(80)
    expect(await held(all, 'dear', 300)).toBe(300)
  })

  it('is learned from model calls, for each of several answers', async () => {
    const all = bench()
    for (let i = 0; i < 200; i += 1) {
      const admission = admitted(await all.ask())
      const call = admittedCall(await admission.reserve({ model: 'dear', inputTokens: 500, choices: 4 }))
      call.settle({ inputTokens: 500, outputTokens: 400 })
      await admission.end('finished')
    }
    const admission = admitted(
      await all.ask({ subject: { user: 'grace' }, call: { model: 'dear', inputTokens: 500, choices: 4 } }),
    )
    expect((await all.limiter.usage({ user: 'grace' })).quotas[1]?.used).toBeLessThan(500)
    await admission.release()
  })

  it('is not learned from what was estimated, aborted or failed', async () => {
    const all = bench()
    for (let i = 0; i < 50; i += 1) {
      await admitted(await all.ask()).settle({ outputTokens: 10 })
      await admitted(await all.ask()).end('finished')
      const admission = admitted(await all.ask())
      const call = admittedCall(await admission.reserve({ model: 'dear', inputTokens: 500 }))
      call.settle({ inputTokens: 500, outputTokens: 10 }, 'aborted')
      await admission.end('aborted')
    }
    expect(await held(all)).toBe(1_024)
  })

  it('does not shrink because we cut answers', async () => {
    const all = bench()
    await answer(all, 400, 300)
    for (let i = 0; i < 600; i += 1) {
      const call = { model: 'dear', inputTokens: 500, maxOutputTokens: 100 }
      await admitted(await all.ask({ call })).settle({ inputTokens: 500, outputTokens: 100 })
    }
    expect(await held(all)).toBeGreaterThanOrEqual(390)
  })

  it('is what the operation expects, or all, where the policy says so', async () => {
    const stated = bench({ estimates: false })
    await answer(stated, 100, 100)
    expect(await held(stated)).toBe(1_024)
    const worst = bench({ reserve: 'worst-case' })
    await answer(worst, 100, 100)
    expect(await held(worst)).toBe(8_000)
    expect(() => bench({ estimates: { quantile: 1 } })).toThrow('quantile')
  })

  it('covers the share that the policy wants', async () => {
    const [half, most] = [bench({ estimates: { quantile: 0.5 } }), bench()]
    for (const all of [half, most]) for (let i = 0; i < 300; i += 1) await answer(all, 10 * (i % 30) + 10, 1)
    expect(await held(half)).toBeLessThan(200)
    expect(await held(most)).toBeGreaterThan(280)
  })
})

describe('what is learned', () => {
  it('is corrected input too: estimates that are too high hold less', async () => {
    const all = bench()
    for (let i = 0; i < 100; i += 1)
      await admitted(await all.ask({ call: { inputTokens: 1_000 } })).settle({ inputTokens: 700, outputTokens: 0 })
    const subject = { user: 'grace' }
    admitted(await all.ask({ subject, call: { inputTokens: 1_000, maxOutputTokens: 0 } }))
    const used = (await all.limiter.usage(subject)).quotas[0]?.used ?? 0
    expect(used).toBeGreaterThan(680)
    expect(used).toBeLessThan(720)
  })

  it('is shared under keys, and told of in events, without a name that a caller made up', async () => {
    const keys = new Set<string>()
    const kept = memoryRecords()
    const records: Records = {
      ...kept,
      get(key) {
        keys.add(key)
        return kept.get(key)
      },
    }
    const all = bench({ records, operations: { chat: {} } })
    for (const name of ['my secret', 'my other secret', 'dear', 'cheap']) await answer(all, 100, 20, name)
    for (const name of ['my secret', 'cheap']) await answer(all, 1_000, 300, name)
    await all.clock.advanceAsync(11_000)
    expect([...keys].join()).not.toContain('secret')
    expect([...keys].join()).not.toContain('cheap')
    expect(keys.size).toBe(3)
    expect(all.heard['estimate-drifted'].length).toBeGreaterThan(0)
    expect(JSON.stringify(all.heard['estimate-drifted'])).not.toContain('secret')
    await all.limiter.close()
  })

  it('is told to a limiter that begins', async () => {
    const records = memoryRecords()
    const first = bench({ records })
    await answer(first, 100, 200)
    await first.limiter.close()
    const second = bench({ records })
    await held(second)
    expect(await held(second)).toBeLessThan(130)
  })

  it('hurts no request when it cannot be shared', async () => {
    const down = () => Promise.reject(new Error('down'))
    const all = bench({ records: { get: down, compareAndSet: down } })
    await answer(all, 100, 200)
    await all.clock.advanceAsync(25_000)
    expect(await held(all)).toBeLessThan(130)
    expect(all.heard['records-failed'].length).toBeGreaterThan(0)
    await all.limiter.close()
  })
})

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { admitted, benchWith, DAY, denied, HOUR, MINUTE, spendTokens, tokens } from '../limiter/limiter.fixture.js'
import type { Policy } from '../policy/policy.js'
import { memoryStore } from './memory-store.js'

/** A limiter on a memory store that keeps so many records. */
function benchOf(maxRecords: number, policy: Policy = {}) {
  let full = 0
  const bench = benchWith({
    quotas: ['1000 tokens / hour'],
    expects: { outputTokens: 0 },
    ladder: 'wall',
    ...policy,
    store: {
      ...memoryStore({
        clock: { now: () => bench.clock.now(), setTimer: (fire, delayMs) => bench.clock.setTimer(fire, delayMs) },
        maxRecords,
        onFull: () => {
          full += 1
        },
      }),
    },
  })
  const used = async (user: string) => (await bench.limiter.usage({ user })).quotas[0]?.used
  const spend = (user: string, amount: number) => spendTokens(bench.limiter, amount, { user })
  return { ...bench, used, spend, wasFull: () => full }
}

const same = (user: string, count: number) => ({ subject: { user }, id: 'first', call: tokens(count) })

describe('a memory store that is full (I11)', () => {
  it('keeps what known subjects have spent, whoever comes after', async () => {
    const { spend, used } = benchOf(100)
    for (let i = 0; i < 100; i += 1) await spend(`known ${i}`, i + 1)
    for (let i = 0; i < 1_000; i += 1) await spend(`new ${i}`, 1)
    for (let i = 0; i < 100; i += 1) expect(await used(`known ${i}`)).toBe(i + 1)
  })

  it('never refuses a known subject', async () => {
    const { spend, ask, used } = benchOf(1)
    await spend('ada', 10)
    await spend('grace', 1_000)
    denied(await ask({ subject: { user: 'alan' }, call: tokens(1) }))
    await spend('ada', 990)
    expect(await used('ada')).toBe(1_000)
  })

  it('gives all new subjects one budget together, and hands theirs back to it', async () => {
    const { spend, ask } = benchOf(10)
    for (let i = 0; i < 10; i += 1) await spend(`known ${i}`, 10)
    const open = admitted(await ask({ subject: { user: 'grace' }, call: tokens(600) }))
    denied(await ask({ subject: { user: 'alan' }, call: tokens(600) }))
    await open.settle({ inputTokens: 100, outputTokens: 0 })
    admitted(await ask({ subject: { user: 'alan' }, call: tokens(600) }))
    denied(await ask({ subject: { user: 'edsger' }, call: tokens(301) }))
  })

  it('keeps new subjects apart that chose the same id', async () => {
    const { spend, ask } = benchOf(1)
    await spend('known', 10)
    const [grace, alan] = [admitted(await ask(same('grace', 600))), admitted(await ask(same('alan', 300)))]
    denied(await ask({ subject: { user: 'edsger' }, call: tokens(101) }))
    await grace.release()
    await alan.settle({ inputTokens: 300, outputTokens: 0 })
    denied(await ask({ subject: { user: 'edsger' }, call: tokens(701) }))
    admitted(await ask({ subject: { user: 'edsger' }, call: tokens(700) }))
  })

  it('tells so once', async () => {
    const { spend, wasFull } = benchOf(2)
    await spend('a', 1)
    await spend('b', 1)
    expect(wasFull()).toBe(0)
    for (let i = 0; i < 10; i += 1) await spend(`new ${i}`, 1)
    expect(wasFull()).toBe(1)
  })

  it('has room again once subjects are idle', async () => {
    const { spend, used, clock } = benchOf(10)
    for (let i = 0; i < 20; i += 1) await spend(`old ${i}`, 50)
    clock.advance(2 * HOUR)
    for (let i = 0; i < 5; i += 1) await spend(`new ${i}`, 1_000)
    for (let i = 0; i < 5; i += 1) expect(await used(`new ${i}`)).toBe(1_000)
  })

  it('has room again once subjects are idle that used operations with quotas of their own, or never settled', async () => {
    const { ask, clock, wasFull } = benchOf(20, {
      tiers: { free: { quotas: ['10 requests / minute'], operations: { chat: ['5 requests / minute'] } } },
      operations: { chat: {} },
      quotas: undefined,
    })
    for (let i = 0; i < 10; i += 1) {
      const admission = admitted(await ask({ subject: { user: `old ${i}` }, operation: 'chat' }))
      if (i % 2 === 0) await admission.settle({ inputTokens: 1, outputTokens: 0 })
    }
    clock.advance(7 * DAY)
    for (let i = 0; i < 10; i += 1) admitted(await ask({ subject: { user: `new ${i}` }, operation: 'chat' }))
    expect(wasFull()).toBe(0)
  })

  it('corrects an estimate of a subject that it knows', async () => {
    const { ask, used, spend, clock } = benchOf(2, { quotas: ['100k tokens / hour'] })
    const admission = admitted(await ask({ subject: { user: 'ada' }, call: tokens(20) }))
    await admission.end('finished')
    await spend('grace', 1)
    clock.advance(MINUTE)
    for (let i = 0; i < 5; i += 1) await spend(`new ${i}`, 1)
    await admission.settle({ inputTokens: 10_000, outputTokens: 0 })
    expect(await used('ada')).toBe(10_000)
  })

  it('never drops a subject that has something open, or whose day is not over', async () => {
    const { ask, spend, used, clock } = benchOf(2, { quotas: ['1000 tokens / day'] })
    await spend('today', 500)
    const open = admitted(await ask({ subject: { user: 'open' }, call: tokens(700) })).keepAlive()
    await clock.advanceAsync(11 * HOUR)
    for (let i = 0; i < 100; i += 1) await spend(`new ${i}`, 1)
    expect([await used('today'), await used('open')]).toEqual([500, 700])
    await open.release()
    clock.advance(DAY)
    expect(await used('today')).toBe(0)
  })
})

describe('a memory store under 200,000 ids (I11)', () => {
  it('keeps no more records than it may, and counts nobody twice', async () => {
    const maxRecords = 5_000
    const { limiter, used, wasFull } = benchOf(maxRecords, { quotas: ['1M tokens / hour'] })
    for (let i = 0; i < 200_000; i += 1) await spendTokens(limiter, 1, { user: `u${i}` })
    let kept = 0
    for (let i = 0; i < 200_000; i += 100) kept += (await used(`u${i}`)) === 1 ? 1 : 0
    expect(kept).toBe(maxRecords / 100)
    expect(wasFull()).toBe(1)
  }, 30_000)

  it('shrinks as fast as it grows: subjects of an hour ago make room for those of now', async () => {
    const { spend, used, clock, wasFull } = benchOf(3_000)
    for (let hour = 0; hour < 5; hour += 1) {
      for (let i = 0; i < 1_400; i += 1) await spend(`${hour} ${i}`, 1)
      clock.advance(HOUR + 2 * 60_000)
    }
    expect(wasFull()).toBe(0)
    await spend('last', 7)
    expect(await used('last')).toBe(7)
  })

  it('takes less than 800 bytes for a subject with four quotas', async () => {
    const script = new URL('./memory-bytes.fixture.ts', import.meta.url).pathname
    const run = promisify(execFile)
    const { stdout } = await run(process.execPath, ['--expose-gc', '--import', 'tsx', script])
    expect(Number(stdout)).toBeLessThan(800)
    expect(Number(stdout)).toBeGreaterThan(50)
  }, 30_000)
})

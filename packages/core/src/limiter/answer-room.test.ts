import { describe, expect, it } from '@jest/globals'
import type { Policy } from '../policy/policy.js'
import { ada, admitted, admittedCall, benchWith } from './limiter.fixture.js'

const RUNS = { outputTokens: 100 }
const CALL = { inputTokens: 10 }

function bench(policy: Partial<Policy>) {
  const all = benchWith({ quotas: ['1000 output tokens / hour'], expects: RUNS, ...policy })
  const used = async (): Promise<number | undefined> => (await all.limiter.usage(ada)).quotas[0]?.used
  return { ...all, used }
}

async function opened(ask: ReturnType<typeof benchWith>['ask']) {
  const admission = admitted(await ask({ call: CALL }))
  return { admission, call: admittedCall(await admission.reserve(CALL)) }
}

/** Tells of an answer token by token until it may not go on. */
async function lengthOf(observe: (tokens: number) => boolean | Promise<boolean>, most: number): Promise<number> {
  for (let seen = 1; seen <= most; seen += 1) if (!(await observe(seen))) return seen
  return most
}

describe('an answer that gets longer than what is held for it', () => {
  it('holds more as it goes, and is charged what it was', async () => {
    const { ask, used } = bench({})
    const { admission, call } = await opened(ask)
    expect(call.observe(100)).toBe(true)
    expect(await used()).toBe(100)
    expect(await call.observe(101)).toBe(true)
    expect(await used()).toBe(101 + 128)
    call.settle({ inputTokens: 10, outputTokens: 640 })
    await admission.end('finished')
    expect(await used()).toBe(640)
  })

  it('asks the store once a step, not once a token', async () => {
    const { ask, limiter } = bench({ quotas: ['100k output tokens / hour'] })
    const { call } = await opened(ask)
    let waits = 0
    for (let seen = 1; seen <= 10_000; seen += 1) {
      const goesOn = call.observe(seen)
      if (goesOn instanceof Promise) waits += 1
      expect(await goesOn).toBe(true)
    }
    expect(waits).toBeLessThan(30)
    await limiter.close()
  })

  it('ends exactly at the hard ceiling of the ladder, and is told of', async () => {
    const { ask, heard } = bench({})
    const { call } = await opened(ask)
    expect(await lengthOf(call.observe, 100_000)).toBe(1_201)
    expect(heard['call-stopped']).toEqual([
      { operation: 'default', tier: 'default', quotas: ['output-tokens-per-hour'] },
    ])
  })

  it('ends at the limit of a wall', async () => {
    const { ask } = bench({ ladder: 'wall' })
    const { call } = await opened(ask)
    expect(await lengthOf(call.observe, 100_000)).toBe(1_001)
  })

  it('leaves others what they hold', async () => {
    const { ask } = bench({})
    const others = [await opened(ask), await opened(ask)]
    const { call } = await opened(ask)
    expect(await lengthOf(call.observe, 100_000)).toBe(1_200 - others.length * 100 + 1)
  })

  it('goes on with what another one gives back', async () => {
    const { ask } = bench({})
    const other = await opened(ask)
    other.call.settle({ inputTokens: 0, outputTokens: 0 })
    await other.admission.end('finished')
    const { call } = await opened(ask)
    expect(await lengthOf(call.observe, 100_000)).toBe(1_201)
  })

  it('is charged what was seen of it, as an estimate', async () => {
    const { ask, heard, used } = bench({})
    const { admission, call } = await opened(ask)
    await lengthOf(call.observe, 100_000)
    call.settle({ inputTokens: 10 }, 'stopped')
    await admission.end('finished')
    expect(await used()).toBe(1_201)
    expect(heard['attempt-ended']).toMatchObject([{ outcome: 'stopped', estimated: true }])
  })

  it.each(['shadow', 'off'] as const)('is never ended in mode %s', async (mode) => {
    const { ask } = bench({ mode })
    const { call } = await opened(ask)
    expect(await lengthOf(call.observe, 5_000)).toBe(5_000)
  })

  it('is not ended by a number that is none', async () => {
    const { ask } = bench({})
    const { call } = await opened(ask)
    expect(call.observe(Number.NaN)).toBe(true)
  })
})

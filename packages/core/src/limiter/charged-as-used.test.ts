import { describe, expect, it } from '@jest/globals'
import { ada, admitted, admittedCall, benchWith, tokens } from './limiter.fixture.js'

const POLICY = { quotas: ['100 requests / hour', '100k tokens / hour'], expects: { outputTokens: 500 } } as const

/** 1,000 tokens in and 500 out. */
const ESTIMATE = { inputTokens: 1_000 }

function bench() {
  const { ask, limiter } = benchWith({ ...POLICY, operations: { default: { repeats: false } } })
  const charged = async (): Promise<readonly number[]> => (await limiter.usage(ada)).quotas.map(({ used }) => used)
  return { ask, limiter, charged }
}

describe('what is charged', () => {
  it('is 0 for an answer of 0 tokens, not the estimate (F10)', async () => {
    const { ask, charged } = bench()
    await admitted(await ask({ call: ESTIMATE })).settle({ inputTokens: 7, outputTokens: 0 })
    expect(await charged()).toEqual([1, 7])
  })

  it('is 0 for a call that used nothing, not the estimate (F10)', async () => {
    const { ask, charged } = bench()
    const admission = admitted(await ask())
    admittedCall(await admission.reserve(ESTIMATE)).settle({ inputTokens: 0, outputTokens: 0 })
    await admission.end('finished')
    expect(await charged()).toEqual([1, 0])
  })

  it('is the call once, however often it says that it ended (F4, F13, I15)', async () => {
    const { ask, charged } = bench()
    const admission = admitted(await ask())
    const call = admittedCall(await admission.reserve(ESTIMATE))
    const usage = { inputTokens: 20, outputTokens: 3 }
    call.settle(usage)
    call.settle(usage, 'aborted')
    call.release()
    await admission.end('finished')
    await admission.end('aborted')
    expect(await charged()).toEqual([1, 23])
  })

  it('is a job once, though it is tried again under its id (F69, I15)', async () => {
    const { limiter, charged } = bench()
    let runs = 0
    const attempt = () =>
      limiter.run({ subject: ada, id: 'job 1' }, async (job) => {
        runs += 1
        await job.settle({ inputTokens: 20, outputTokens: 3 })
      })
    expect([(await attempt()).outcome, (await attempt()).outcome]).toEqual(['admitted', 'denied'])
    expect(runs).toBe(1)
    expect(await charged()).toEqual([1, 23])
  })
})

describe('what a call of another service tier is charged', () => {
  const prices = { priceOf: () => ({ input: 1_000_000, output: 1_000_000, tiers: { priority: 2_000, flex: 500 } }) }
  const usage = { inputTokens: 1_000, outputTokens: 0 }

  it.each([
    ['what it cost', 'priority', undefined, 2],
    ['less when the provider served it as usual', 'priority', 'standard', 1],
    ['more when the provider served it faster than asked', undefined, 'priority', 2],
    ['half of what was held for a patient one', 'flex', 'flex', 0.5],
  ] as const)('is %s', async (_, serviceTier, served, share) => {
    const policy = { quotas: ['$1 / hour'], prices, expects: { model: 'any' } } as const
    const through = async (ends: 'call' | 'request') => {
      const { ask, limiter } = benchWith({ ...policy, operations: { default: { repeats: false } } })
      const call = { ...usage, maxOutputTokens: 0, serviceTier }
      const admission = admitted(await ask({ call }))
      const told = { ...usage, serviceTier: served }
      if (ends === 'call') admittedCall(await admission.reserve(call)).settle(told)
      else await admission.settle(told)
      await admission.end('finished')
      return (await limiter.usage(ada)).quotas[0]?.used
    }
    expect([await through('call'), await through('request')]).toEqual([1_000_000 * share, 1_000_000 * share])
  })
})

describe('what is held', () => {
  it('is no answer for a cap of 0, which is a cap (F10)', async () => {
    const { ask, charged } = bench()
    const { terms } = admitted(await ask({ call: tokens(1_000, 0) }))
    expect(terms.maxOutputTokens).toBe(0)
    expect(await charged()).toEqual([1, 1_000])
  })
})

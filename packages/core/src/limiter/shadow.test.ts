import { describe, expect, it } from '@jest/globals'
import { StoreError } from '../errors.js'
import type { Mode, Policy } from '../policy/policy.js'
import { memoryStore } from '../store/memory-store.js'
import type { Store } from '../store/store.js'
import { ada, admitted, admittedCall, benchWith, spendTokens, tokens } from './limiter.fixture.js'

const policy: Policy = { quotas: ['1000 tokens / hour'], expects: { model: 'dear', outputTokens: 0 } }
const shadow = (more: Policy = {}) => benchWith({ ...policy, mode: 'shadow', ...more })
const failing = (): Promise<never> => Promise.reject(new StoreError('down'))
const broken: Store = {
  reserve: failing,
  raise: failing,
  renew: failing,
  settle: failing,
  peek: failing,
  reset: failing,
  health: failing,
  close: async () => {},
}

describe('shadow mode', () => {
  it('counts and reports what enforcing would have refused, and lets it go on', async () => {
    const { limiter, ask, heard } = shadow()
    for (let i = 0; i < 3; i += 1) {
      const admission = admitted(await ask({ call: tokens(700) }))
      await admission.settle({ inputTokens: 700, outputTokens: 0 })
      expect(admission.isEnforced).toBe(false)
    }
    expect(heard['call-admitted'].map(({ shadowed }) => shadowed)).toEqual([false, true, true])
    expect((await limiter.usage(ada)).quotas[0]?.used).toBe(2_100)
  })

  it('reports calls of a request that enforcing would have refused', async () => {
    const admission = admitted(await shadow().ask({ call: tokens(1) }))
    expect(admission.isShadowed).toBe(false)
    admittedCall(await admission.reserve(tokens(5_000))).settle({ inputTokens: 5_000, outputTokens: 0 })
    expect(admission.isShadowed).toBe(true)
  })

  it.each<readonly [string, Policy]>([
    ['a model without a price', { quotas: ['$1 / day'] }],
    ['a call that can never fit', {}],
    ['a full wall', { quotas: ['1 concurrent'] }],
  ])('never refuses %s', async (_, more) => {
    const { ask } = shadow(more)
    for (let i = 0; i < 2; i += 1) {
      const admission = admitted(
        await ask({ call: { model: 'own', inputTokens: 1e9, maxOutputTokens: 1e9, choices: 1e9 } }),
      )
      admittedCall(await admission.reserve({ model: 'own', inputTokens: 1e9 }))
    }
  })

  it('reports a model without a price, which it takes as the expected one', async () => {
    const { limiter, ask, heard } = shadow({ quotas: ['$1 / day'] })
    const admission = admitted(await ask({ call: { model: 'own', inputTokens: 1_000, maxOutputTokens: 0 } }))
    expect(admission.isShadowed).toBe(true)
    expect(heard['call-unpriced']).toEqual([{ operation: 'default', model: 'own', denied: false }])
    expect((await limiter.usage(ada)).quotas[0]?.used).toBe(15_000_000)
  })

  it('never refuses a subject that has 64 reservations open', async () => {
    const { ask } = shadow()
    const decisions = []
    for (let i = 0; i < 70; i += 1) decisions.push(admitted(await ask({ call: tokens(1) })))
    expect(decisions.map(({ isShadowed }) => isShadowed).indexOf(true)).toBe(64)
    for (const admission of decisions) await admission.settle({ inputTokens: 1, outputTokens: 0 })
  })

  it('never refuses an id that is over, nor a call after the end of its request', async () => {
    const { ask } = shadow()
    const admission = admitted(await ask({ id: 'one', call: tokens(1) }))
    await admission.settle({ inputTokens: 1, outputTokens: 0 })
    admittedCall(await admission.reserve(tokens(1))).settle({ inputTokens: 1, outputTokens: 1 })
    expect(admitted(await ask({ id: 'one', call: tokens(1) })).isShadowed).toBe(true)
  })

  it('goes on uncounted when its store fails, and tells of it', async () => {
    const { ask, heard } = shadow({ store: broken })
    const admission = admitted(await ask({ call: tokens(1) }))
    admittedCall(await admission.reserve(tokens(1))).settle({ inputTokens: 1, outputTokens: 1 })
    await admission.end('finished')
    expect(heard['store-failed'].map(({ during }) => during)).toEqual(['reserve'])
  })

  it('goes on when its store fails in the middle', async () => {
    const { ask, heard } = shadow({ store: { ...memoryStore(), raise: failing } })
    const admission = admitted(await ask({ call: tokens(1) }))
    admittedCall(await admission.reserve(tokens(900)))
    expect(heard['store-failed'].map(({ during }) => during)).toEqual(['raise'])
  })
})

describe('switched off', () => {
  const off = (more: Policy = {}) => benchWith({ ...policy, mode: 'off', ...more })

  it('grants everything in full, counts nothing and asks no store', async () => {
    const { limiter, ask } = off({ store: broken })
    for (let i = 0; i < 100; i += 1) {
      const admission = admitted(await ask({ call: tokens(9_999, 8_000) }))
      expect(admission).toMatchObject({ phase: 'normal', percent: 0, isEnforced: false, isShadowed: false })
      expect(admission.terms).toEqual({
        model: 'dear',
        maxOutputTokens: 8_000,
        isCut: false,
        delayMs: 0,
        cache: 'normal',
      })
      admittedCall(await admission.reserve(tokens(9_999))).settle({ inputTokens: 1, outputTokens: 1 })
      await admission.end('finished')
      admittedCall(await admission.reserve(tokens(1)))
    }
    expect(await limiter.usage(ada)).toMatchObject({ phase: 'normal', percent: 0 })
    await limiter.health()
    await limiter.reset(ada)
    await limiter.close()
  })

  it('says nothing of models without a price', async () => {
    const { ask, heard } = off({ quotas: ['$1 / day'] })
    const admission = admitted(await ask({ call: { model: 'own', inputTokens: 1 } }))
    admittedCall(await admission.reserve({ model: 'own', inputTokens: 1 }))
    expect(heard['call-unpriced']).toEqual([])
  })
})

it.each<Mode>(['enforce', 'shadow'])('in mode %s the counters are the same', async (mode) => {
  const { limiter } = benchWith({ ...policy, mode })
  await spendTokens(limiter, 1_100)
  expect((await limiter.usage(ada)).quotas[0]?.used).toBe(1_100)
})

import { describe, expect, it } from '@jest/globals'
import { ConfigError } from '../errors.js'
import { benchWith, prices } from '../limiter/limiter.fixture.js'
import { createLimiter } from '../limiter/limiter.js'
import { memoryStore } from '../store/memory-store.js'
import { plansOf } from './plans.js'
import type { OperationInput, Policy } from './policy.js'

const quotas = ['10 requests / minute'] as const
const anOperation = (chat: OperationInput): Policy => ({ quotas, operations: { chat } })

/** Not typed: what a JavaScript app could write. */
const policy = (input: object): Policy => input as Policy

describe('a policy is refused at set-up, with the value and the mend', () => {
  it.each<readonly [string, Policy, string]>([
    ['quotas and tiers', { quotas, tiers: { free: { quotas } } }, `Give either 'quotas' or 'tiers', not both.`],
    ['no tiers', { tiers: {} }, `'tiers' is empty. Declare at least one.`],
    [
      'a tier without quotas',
      { tiers: { free: { quotas: [] } } },
      `Tier 'free' has no quotas. Add one such as '100k tokens / hour'.`,
    ],
    ['nothing at all', {}, `Tier 'default' has no quotas. Add one such as`],
    [
      'no default among several tiers',
      { tiers: { free: { quotas }, pro: { quotas } } },
      `'defaultTier' is missing. Name one of free, pro.`,
    ],
    [
      'a default that is no tier',
      policy({ tiers: { free: { quotas } }, defaultTier: 'fre' }),
      `defaultTier 'fre' is not one of the tiers free.`,
    ],
    [
      'a default that every object has',
      policy({ tiers: { free: { quotas } }, defaultTier: 'constructor' }),
      `defaultTier 'constructor' is not one of the tiers free.`,
    ],
    [
      'quotas of an unknown operation',
      policy({ tiers: { free: { quotas, operations: { chta: quotas } } } }),
      `Tier 'free' has quotas for operation 'chta', which 'operations' does not declare.`,
    ],
    [
      'quotas of an operation that every object has',
      policy({ tiers: { free: { quotas, operations: { toString: quotas } } } }),
      `quotas for operation 'toString', which`,
    ],
    [
      'a quota that cannot be read',
      policy({ quotas: ['10 request / minute'] }),
      `Quota '10 request / minute' cannot be read.`,
    ],
    [
      'a quota of nothing',
      { quotas: ['0 tokens / hour'] },
      `Quota '0 tokens / hour' must be at least 1 and below 2^52 units.`,
    ],
    [
      'a burst of nothing',
      { quotas: ['10 tokens / hour, burst 0'] },
      `Quota '10 tokens / hour, burst 0' must be at least 1`,
    ],
    ['no money', { quotas: ['$0 / day'] }, `Quota '$0 / day' must be at least 1`],
    ['more than can be counted', { quotas: ['9999999999M tokens / day'] }, `must be at least 1 and below 2^52 units.`],
    ['a rate beyond that with a small burst', { quotas: ['9999999999M tokens / day, burst 1'] }, 'below 2^52 units.'],
    ['more requests than thousandths can count', { quotas: ['5000000000k requests / day'] }, 'below 2^52 units.'],
    [
      'two quotas of one name',
      { quotas: ['10 requests / minute', '20 requests / minute'] },
      `Two quotas are named 'requests-per-minute'. Give one a 'name' of its own.`,
    ],
    [
      'one name for user and organisation',
      { quotas: ['10 tokens / hour', { quota: '99 tokens / hour', scope: 'org' }] },
      `Two quotas are named 'tokens-per-hour'.`,
    ],
    [
      'one name for user and everyone',
      { quotas, everyone: [{ quota: '$1 / day', name: 'requests-per-minute' }], expects: { model: 'dear' } },
      `Two quotas are named 'requests-per-minute'.`,
    ],
    [
      'a name no response field can carry',
      { quotas: [{ quota: '1 concurrent', name: 'é' }] },
      `Quota name "é" must be 1 to 64 printable ASCII characters.`,
    ],
    [
      'a name with a line end',
      { quotas: [{ quota: '1 concurrent', name: 'a\r\nb' }] },
      `Quota name "a\\r\\nb" must be`,
    ],
    [
      'a name that is too long',
      { quotas: [{ quota: '1 concurrent', name: 'x'.repeat(65) }] },
      'must be 1 to 64 printable',
    ],
    [
      'an operation that no key can carry',
      { quotas, operations: { ['x'.repeat(61)]: {} } },
      'must be 1 to 60 printable ASCII characters.',
    ],
    ['an operation without a name', { quotas, operations: { '': {} } }, `Operation "" must be 1 to 60`],
    [
      'a share per user of 0',
      { quotas, everyone: [{ quota: '9 tokens / day', perUser: 0 }] },
      `perUser of '9 tokens / day' must be above 0 and at most 1, not 0.`,
    ],
    ['a share per user above 1', { quotas, everyone: [{ quota: '9 tokens / day', perUser: 1.1 }] }, 'not 1.1.'],
    ['a share per user of NaN', { quotas, everyone: [{ quota: '9 tokens / day', perUser: Number.NaN }] }, 'not NaN.'],
    [
      'a zone that nobody knows',
      { quotas: ['9 tokens / day'], timeZone: 'Mars/Olympus' },
      `timeZone 'Mars/Olympus' is not a known time zone. Use a name such as 'Europe/Berlin' or 'UTC'.`,
    ],
    [
      'money without prices',
      { quotas: ['$1 / day'], prices: undefined },
      `A quota counts money, but there are no 'prices'. Pass them,`,
    ],
    [
      'money without an expected model',
      { quotas: ['$1 / day'], expects: {} },
      `say which model operation 'default' expects (expects: { model })`,
    ],
    [
      'money and a model without a price',
      { quotas: ['$1 / day'], expects: { model: 'own' } },
      `Operation 'default' expects model 'own', which has no price while a quota counts money. Add its price.`,
    ],
    [
      'money as expected of no price',
      { quotas: ['$1 / day'], expects: { model: 'own' }, unpriced: 'as-expected' },
      `unpriced: 'as-expected' needs a priced model; operation 'default' expects 'own', which has no price.`,
    ],
    [
      'an operation of no price',
      { quotas: ['$1 / day'], operations: { chat: { expects: { model: 'own' } } } },
      `Operation 'chat' expects model 'own'`,
    ],
    [
      'expected input below 0',
      anOperation({ expects: { inputTokens: -1 } }),
      `Operation 'chat': expects.inputTokens must be a whole number, not -1.`,
    ],
    [
      'half a token of answer',
      anOperation({ expects: { outputTokens: 0.5 } }),
      `expects.outputTokens must be a whole number, not 0.5.`,
    ],
    ['no expected call', anOperation({ expects: { calls: 0 } }), `expects.calls must be a whole number, not 0.`],
    [
      'endless calls',
      anOperation({ expects: { calls: Number.POSITIVE_INFINITY } }),
      `expects.calls must be a whole number, not Infinity.`,
    ],
    ['a weight of 0', anOperation({ weight: 0 }), `Operation 'chat': weight must be above 0 and at most 1000, not 0.`],
    ['a negative weight', anOperation({ weight: -1 }), 'not -1.'],
    ['a weight of NaN', anOperation({ weight: Number.NaN }), 'not NaN.'],
    ['a weight above 1000', anOperation({ weight: 1001 }), 'not 1001.'],
    [
      'no repeat factors',
      anOperation({ repeats: [] }),
      `Operation 'chat': repeats must start at 1 and not fall, such as [1, 1.5, 2].`,
    ],
    ['repeats that start above 1', anOperation({ repeats: [1.5, 2] }), 'repeats must start at 1'],
    ['repeats that fall', anOperation({ repeats: [1, 2, 1.5] }), 'repeats must start at 1'],
    ['a repeat factor above 100', anOperation({ repeats: [1, 101] }), 'repeats must start at 1'],
    ['a repeat factor of NaN', anOperation({ repeats: [1, Number.NaN] }), 'repeats must start at 1'],
    [
      'repeats in no time',
      anOperation({ repeats: { factors: [1, 2], windowMs: 0 } }),
      `Operation 'chat': repeats.windowMs must be a whole number of ms.`,
    ],
    [
      'a lease below a second',
      { quotas, leaseMs: 999 },
      'leaseMs 999 must be a whole number of ms from 1,000 to 3,600,000.',
    ],
    ['a lease of NaN', { quotas, leaseMs: Number.NaN }, 'leaseMs NaN must be'],
    ['a lease above an hour', { quotas, leaseMs: 3_600_001 }, 'leaseMs 3600001 must be'],
    ['a name with braces', { quotas, name: '{x}' }, `name "{x}" must be 1 to 32 letters, digits, '.', '_' or '-'.`],
    ['no name', { quotas, name: '' }, 'name "" must be 1 to 32'],
    [
      'what to do when a store fails that cannot',
      { quotas, whenStoreFails: 'open' },
      `whenStoreFails and storeDeadlineMs have no effect without a 'store': the memory of this process does not fail.`,
    ],
    ['a deadline for a store that has none', { quotas, storeDeadlineMs: 50 }, 'have no effect without a'],
    [
      'no way to go on without its store',
      { quotas, store: memoryStore(), whenStoreFails: 'locally' as 'local' },
      `whenStoreFails "locally" must be 'deny', 'local', 'open', { local: { share, processes } } or { open: { share, processes, maxMs } }.`,
    ],
    [
      'two ways to go on',
      { quotas, store: memoryStore(), whenStoreFails: { local: {}, open: {} } },
      'whenStoreFails {"local":{},"open":{}} must be',
    ],
    [
      'a share of more than all',
      { quotas, store: memoryStore(), whenStoreFails: { local: { share: 1.1 } } },
      'whenStoreFails: share 1.1 must be from 0.001 (a thousandth) to 1.',
    ],
    [
      'a share of NaN',
      { quotas, store: memoryStore(), whenStoreFails: { open: { share: Number.NaN } } },
      'share NaN must be',
    ],
    [
      'no process',
      { quotas, store: memoryStore(), whenStoreFails: { local: { processes: 0 } } },
      'whenStoreFails: processes 0 must be a whole number from 1 to 1,000,000.',
    ],
    [
      'an outage without an end',
      { quotas, store: memoryStore(), whenStoreFails: { open: { maxMs: Number.POSITIVE_INFINITY } } },
      'whenStoreFails: maxMs Infinity must be a whole number from 1 to 86,400,000.',
    ],
    [
      'a store that is never waited for',
      { quotas, store: memoryStore(), storeDeadlineMs: 0 },
      'storeDeadlineMs 0 must be a whole number from 1 to 60,000.',
    ],
    [
      'a rung that is dearer',
      {
        quotas,
        ladder: [
          { at: 100, phase: 'soft', models: { cheap: 'dear' } },
          { at: 120, phase: 'hard' },
        ],
      },
      `'dear' costs more than 'cheap'.`,
    ],
  ])('%s', (_, input, message) => {
    const create = () => createLimiter({ prices, expects: { model: 'dear' }, ...input })
    expect(create).toThrow(ConfigError)
    expect(create).toThrow(message)
    expect(create).toThrow('docs/errors/invalid-config.md')
  })

  it('but a call of an unknown operation where it is made, with the ones there are', async () => {
    const { ask } = benchWith({ quotas, operations: { chat: {} } })
    for (const operation of ['chta', 'constructor', '__proto__', ''])
      await expect(ask({ operation })).rejects.toThrow(
        `Unknown operation '${operation}'. The policy declares default, chat.`,
      )
  })
})

describe('the plan of a tier and operation', () => {
  it('has the quotas of the user, of everyone, of the organisation, of the operation', () => {
    const plan = plansOf({
      tiers: {
        free: {
          quotas: ['10 requests / minute', { quota: '99 tokens / day', scope: 'org' }],
          operations: { report: ['3 requests / day'] },
        },
      },
      operations: { report: {}, chat: {} },
      everyone: ['1k tokens / hour', { quota: '$9 / day', perUser: 0.1 }],
      expects: { model: 'dear' },
      prices,
    }).planFor('free', 'report')
    expect(plan.lists.map(({ kind }) => kind)).toEqual(['user', 'everyone', 'org', 'operation'])
    expect(plan.quotas.map(({ name }) => name)).toEqual([
      'requests-per-minute',
      'everyone-usd-per-day-per-user',
      'everyone-tokens-per-hour',
      'everyone-usd-per-day',
      'tokens-per-day',
      'report-requests-per-day',
    ])
    expect(plan.quotas[1]?.onlyWhile).toEqual({ quota: 3, share: 800 })
  })

  it('lets each rung fill a ladder quota to its ceiling and a wall to its limit', () => {
    const { caps } = plansOf({ quotas: ['999 tokens / hour', '2 concurrent'] }).planFor('default', 'default')
    expect(caps).toEqual([
      [999, 2],
      [1_048, 2],
      [1_198, 2],
    ])
  })

  it('counts a weight of 0.2 and factors of 1.005 exactly, in permille', () => {
    const plans = plansOf({
      quotas,
      operations: { chat: { weight: 0.2, repeats: [1, 1.005] }, tiny: { weight: 1e-9 } },
    })
    expect(plans.planFor('default', 'chat')).toMatchObject({ weight: 200, repeats: { factors: [1_000, 1_005] } })
    expect(plans.planFor('default', 'tiny').weight).toBe(1)
  })

  it('takes what an operation does not say from what all expect', () => {
    const plans = plansOf({
      quotas,
      expects: { model: 'dear', calls: 2 },
      operations: { chat: { expects: { calls: 3 } } },
    })
    expect(plans.planFor('default', 'chat').expects).toEqual({
      model: 'dear',
      inputTokens: 0,
      outputTokens: 1_024,
      calls: 3,
    })
    expect(plans.planFor('default', 'default').expects.calls).toBe(2)
  })

  it('has one default tier when there is one tier, and needs no quotas of its own beside those of everyone', () => {
    expect(plansOf({ tiers: { free: { quotas } } }).defaultTier).toBe('free')
    expect(plansOf({ everyone: ['9 tokens / day'] }).planFor('default', 'default').quotas).toHaveLength(1)
  })
})

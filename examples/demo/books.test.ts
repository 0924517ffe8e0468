import { describe, expect, it } from '@jest/globals'
import { booksOf, type Records } from './books.js'
import { holds } from './entries.js'

/** One call of each tier, and a third one that was refused. */
const RECORDS: Records = {
  calls: 3,
  ledger: {
    used: { inputTokens: 300, outputTokens: 30, nanoUsd: 675_000 },
    charged: new Map([
      ['free tokens-per-3-hours', 110],
      ['free usd-per-day', 225_000],
      ['premium usd-per-day', 450_000],
    ]),
    estimated: 0,
    released: 0,
    refused: 1,
  },
  bill: [
    { user: 'user-0500', model: 'gpt-5', calls: 1, inputTokens: 100, outputTokens: 10 },
    { user: 'user-0001', model: 'gpt-5', calls: 1, inputTokens: 200, outputTokens: 20 },
  ],
  counters: [
    { user: 'user-0500', tier: 'free', quota: 'tokens-per-3-hours', unit: 'tokens', used: 110 },
    { user: 'user-0500', tier: 'free', quota: 'usd-per-day', unit: 'nanoUsd', used: 225_000 },
    { user: 'user-0001', tier: 'premium', quota: 'usd-per-day', unit: 'nanoUsd', used: 450_000 },
    { user: 'user-0001', tier: 'premium', quota: 'concurrent', unit: 'concurrency', used: 0 },
  ],
  audit: {
    admissions: 2,
    open: 0,
    corrections: 0,
    aboveCeiling: 0,
    highestPercent: 120,
    overruns: [{ quota: 'tokens-per-3-hours', beyondLimit: 9, beyondCeiling: 5, bound: 5, broken: 0 }],
  },
  openCalls: 0,
  statuses: { 200: 2, 429: 1 },
}

function failing(records: Records): string[] {
  return booksOf(records)
    .filter((entry) => !holds(entry))
    .map((entry) => ('noneOf' in entry ? entry.noneOf : entry.what))
}

const { ledger, audit, counters, bill } = RECORDS
const [tokens, money, ...otherCounters] = counters

describe('the books', () => {
  it('balance when everyone wrote down the same', () => {
    expect(failing(RECORDS)).toEqual([])
  })

  it.each<[string, Partial<Records>]>([
    ['input tokens', { ledger: { ...ledger, used: { ...ledger.used, inputTokens: 301 } } }],
    ['output tokens', { ledger: { ...ledger, used: { ...ledger.used, outputTokens: 29 } } }],
    ['money', { ledger: { ...ledger, used: { ...ledger.used, nanoUsd: 675_001 } } }],
    [
      'free tokens-per-3-hours',
      { ledger: { ...ledger, charged: new Map([...ledger.charged, ['free tokens-per-3-hours', 111]]) } },
    ],
    [
      'premium usd-per-day',
      { ledger: { ...ledger, charged: new Map([...ledger.charged, ['premium usd-per-day', 0]]) } },
    ],
    ['admissions', { audit: { ...audit, admissions: 0 } }],
    ['budget in use', { audit: { ...audit, highestPercent: 120.001 } }],
    ['admissions that left a quota above its ceiling', { audit: { ...audit, aboveCeiling: 1 } }],
    [
      'tokens-per-3-hours, ceiling',
      { audit: { ...audit, overruns: audit.overruns.map((one) => ({ ...one, bound: 4 })) } },
    ],
    [
      'budgets overrun beyond their own bound',
      { audit: { ...audit, overruns: audit.overruns.map((one) => ({ ...one, broken: 1 })) } },
    ],
    ['reservations left open', { audit: { ...audit, open: 1 } }],
    ['calls settled by estimate, twice, or not at all', { audit: { ...audit, corrections: 1 } }],
    ['calls settled by estimate, twice, or not at all', { ledger: { ...ledger, estimated: 1 } }],
    ['calls settled by estimate, twice, or not at all', { ledger: { ...ledger, released: 1 } }],
    [
      'concurrent calls left counted',
      { counters: counters.map((one) => (one.quota === 'concurrent' ? { ...one, used: 1 } : one)) },
    ],
    ['calls that the model is still at', { openCalls: 1 }],
    ['refusals', { ledger: { ...ledger, refused: 2 } }],
    ['both together', { calls: 4 }],
  ])('do not balance when a figure is off: %s', (what, change) => {
    expect(failing({ ...RECORDS, ...change })).toEqual([what])
  })

  it('find a charge that went to the counter of another user', () => {
    if (tokens === undefined || money === undefined) throw new Error('no counters')
    const swapped = [{ ...tokens, used: 0 }, money, ...otherCounters, { ...tokens, user: 'user-0501', used: 110 }]
    expect(failing({ ...RECORDS, counters: swapped })).toEqual([
      'counters that differ from what was billed for their user',
    ])
  })

  it('find an answer that was billed and that nobody got', () => {
    const lost = bill.map((line, i) => (i === 0 ? { ...line, user: undefined } : line))
    expect(failing({ ...RECORDS, bill: lost, statuses: { 200: 1, 429: 1, 502: 1 } })).toEqual([
      'counters that differ from what was billed for their user',
      'answers',
      'both together',
    ])
  })
})

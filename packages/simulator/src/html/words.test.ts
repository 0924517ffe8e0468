import { expect, it } from '@jest/globals'
import { noCount } from '../findings/count.js'
import type { HourReport, TierReport } from '../findings/report.js'
import { HOUR, NOON } from '../replay/replay.fixture.js'
import { budgetInWords } from './by-budget.js'
import { worstHour } from './by-hour.js'
import { dearestHour } from './by-money.js'
import { returnInWords, waitInWords } from './by-return.js'
import { tiersInWords, worstHitInWords } from './by-user.js'
import { hourInWords, shareInWords, sum } from './words.js'

const hour = (at: number, counted: Partial<HourReport>): HourReport => ({
  ...{ ...noCount(), sentHere: 0, ...counted },
  startMs: NOON + at * HOUR,
})
const HOURS = [
  hour(0, { requests: 500, refused: 3, spentNanoUsd: 7e9, demandedNanoUsd: 8e9 }),
  hour(2, { requests: 1_080, refused: 120, spentNanoUsd: 5e9, demandedNanoUsd: 9e9, sentHere: 4 }),
  hour(3, { requests: 90, sentHere: 119 }),
  hour(12, {}),
]

it.each([
  [120, 1_080, 'about one request in nine (120 of 1,080)'],
  [1, 1_200, 'about one request in 1,200 (1 of 1,200)'],
  [39, 100, 'about one request in three (39 of 100)'],
  [45, 100, '45.0 % of requests (45 of 100)'],
  [7, 7, 'every request (7 of 7)'],
])('says a share as people do: %d of %d', (part, all, words) => {
  expect(shareInWords(part, all)).toBe(words)
})

it('says an hour across midnight', () => {
  expect(hourInWords(NOON + 11 * HOUR)).toBe('between 23:00 and 00:00 on 15 June')
})

it('says of the least amount that it is not nothing', () => {
  expect([0, 1, 9_999_999, 10_000_000].map(sum)).toEqual(['nothing', 'less than $0.01', 'less than $0.01', '$0.01'])
})

it('says when most were refused', () => {
  expect(worstHour(HOURS)).toBe(
    'Between 14:00 and 15:00 on 15 June, about one request in nine (120 of 1,080) would be refused, more than in any other hour. There are refusals in 2 of 3 hours.',
  )
  expect(worstHour([hour(0, { requests: 5 })])).toBe('No request would be refused, in any hour.')
})

it('says what was asked for, what was spent, and when most', () => {
  const money = { demandedNanoUsd: 17e9, spentNanoUsd: 12e9, savedNanoUsd: 5e9, overNanoUsd: 0, overrun: 0 }
  expect(dearestHour({ hours: HOURS, money })).toBe(
    'Without any limit these requests would cost $17.00; so they cost $12.00. Most is spent between 12:00 and 13:00 on 15 June: $7.00, of $8.00 without a limit.',
  )
})

it('says what was spent of a budget, and in which period it was used most', () => {
  const spending = {
    ...({ budget: '$1 / hour', scope: 'user', tier: 'free', operation: undefined, ceilingPercent: 120 } as const),
    ...{ spentNanoUsd: 4e9, beyondLimitNanoUsd: 5e8, beyondCeilingNanoUsd: 0 },
    periods: [
      { startMs: NOON, payers: 3, limitNanoUsd: 3e9, spentNanoUsd: 1.5e9 },
      { startMs: NOON + HOUR, payers: 1, limitNanoUsd: 1e9, spentNanoUsd: 1.1e9 },
      { startMs: NOON + 2 * HOUR, payers: 9, limitNanoUsd: 9e9, spentNanoUsd: 1.4e9 },
    ],
  }
  expect(budgetInWords(spending)).toBe(
    '$4.00 would be spent, $0.50 of it above 100 %, and nothing above 120 %, where the policy stops it. Used most from 15 June, 13:00: $1.10 of $1.00, 110.0 %, by 1 user.',
  )
  const wall = { ...spending, scope: 'everyone', ceilingPercent: 100, beyondCeilingNanoUsd: 25e7, periods: [] } as const
  expect(budgetInWords({ ...wall, periods: [] })).toBe(
    '$4.00 would be spent, and $0.25 above 100 %, where the policy stops it.',
  )
})

it('says which tier fares best and which worst', () => {
  const tier = (name: string, full: number): TierReport => ({
    ...noCount(),
    tier: name,
    requests: 10,
    full,
    served: full,
  })
  expect(tiersInWords([tier('free', 5), tier('mid', 7), tier('top', 10)])).toBe(
    'Users of tier top get the whole answer to 100.0 % of their requests; users of tier free get the whole answer to 50.0 % of their requests.',
  )
  expect(tiersInWords([tier('default', 9)])).toBe(
    'Users of tier default get the whole answer to 90.0 % of their requests.',
  )
})

it('says how much of all refusals the worst hit have', () => {
  const user = { ...noCount(), user: 'ada', org: undefined, tier: 'free', refused: 30 }
  const users = {
    users: 500,
    warned: 9,
    degraded: 9,
    clamped: 0,
    refused: 8,
    worstHit: [user, { ...user, refused: 10 }],
  }
  expect(worstHitInWords(users, 50)).toBe(
    '8 of 500 users would be refused at least once. The 2 hit worst have 80.0 % of all refused requests.',
  )
})

it('says for how long refused users are sent away, and when most of them come at once', () => {
  const bands = [
    { upToMs: 60_000, refusals: 20 },
    { upToMs: HOUR, refusals: 95 },
    { upToMs: undefined, refusals: 8 },
  ]
  expect(waitInWords(bands)).toBe('Retry-After says up to 1 hour for 95 of 123 refusals.')
  expect(returnInWords(HOURS)).toBe('Most at once are told to be back between 15:00 and 16:00 on 15 June: 119.')
  expect(returnInWords([hour(0, {})])).toBe('Waiting helps none of them.')
})

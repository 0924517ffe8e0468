import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import type { LogCall } from '../log/log-call.js'
import { readLog } from '../log/read-log.js'
import { zipfDraw } from '../log/zipf.js'
import { callAt, policyWith } from '../replay/replay.fixture.js'
import { callsOf, type Half } from './halves.js'
import { equalUsers, whales, zipfUsers } from './populations.fixture.js'
import { moneyQuota, roundUp } from './round-numbers.js'
import { suggest } from './suggest.js'
import type { Suggestion, SuggestOptions } from './suggestion.js'

const AZURE = fileURLToPath(new URL('../../../../examples/demo/data/azure-llm-2023-conv.csv', import.meta.url))
const POLICY = policyWith({ estimates: undefined })
const MINUTE = 60_000

async function azure(): Promise<LogCall[]> {
  const draw = zipfDraw({ users: 500, exponent: 0.8, seed: 1 })
  const calls: LogCall[] = []
  for await (const batch of readLog(AZURE, { nextUser: () => `user-${draw()}` })) calls.push(...batch)
  return calls
}

function suggested(calls: readonly LogCall[], target: string, seed = 1): Promise<Suggestion> {
  return suggest({ target, log: () => [calls], policy: POLICY, seed })
}

function reachedBy({ proposals: [proposal] }: Suggestion): number[] {
  return (proposal?.checks ?? []).map(({ heldBack }) => heldBack.value)
}

const NEVER = 'free: 95 % of users never refused'
const IN_FULL = 'free: 80 % of requests served in full'

describe('quotas that are suggested', () => {
  it.each([
    ['equal users', NEVER, 0.95, 1, equalUsers],
    ['users by Zipf 0.8', NEVER, 0.95, 0.94, zipfUsers],
    ['a few whales', NEVER, 0.95, 0.98, whales],
    ['the Azure trace', NEVER, 0.95, 0.92, azure],
    ['equal users', IN_FULL, 0.8, 0.8, equalUsers],
    ['users by Zipf 0.8', IN_FULL, 0.8, 0.76, zipfUsers],
    ['a few whales', IN_FULL, 0.8, 0.88, whales],
  ])('meet a target within 10 %% on users held back: %s; %s: wanted %d, reached %d', async (...row) => {
    const [, target, wanted, reached, population] = row
    const suggestion = await suggested(await population(), target)
    const [value = 0] = reachedBy(suggestion)
    expect(suggestion.proposals).toMatchObject([{ keeps: 'all', checks: [{ wanted }] }])
    expect(value).toBeGreaterThanOrEqual(0.9 * wanted)
    expect(Math.abs(value - reached)).toBeLessThan(0.02)
  })

  it('keep what may be spent within 10 % on users held back, beside the goal', async () => {
    const suggestion = await suggested(zipfUsers(), 'free: 80 % of users never refused; spend <= $5 / day')
    const [users = 0, spend = 0] = reachedBy(suggestion)
    expect(suggestion.proposals).toMatchObject([{ keeps: 'all' }])
    expect(users).toBeGreaterThanOrEqual(0.9 * 0.8)
    expect(spend).toBeLessThanOrEqual(1.1 * 5e9)
  })
})

/** User n of each tier makes n requests of 2,000,000 nanoUsd within an hour, n from 1 to 40. */
function ladderOfUsers(...tiers: readonly string[]): LogCall[] {
  return Array.from({ length: 40 }, (_, minute) =>
    tiers.flatMap((tier) =>
      Array.from({ length: 40 - minute }, (_, i) =>
        callAt(minute * 1.52 * MINUTE, { user: `${tier}-${40 - i}`, tier, line: minute + 1 }),
      ),
    ),
  ).flat()
}

const WALL = policyWith({ ladder: 'wall' })

function wallsFor(calls: readonly LogCall[], target: string, more: Partial<SuggestOptions> = {}): Promise<Suggestion> {
  return suggest({ target, log: () => [calls], policy: WALL, ...more })
}

/** What each user of a half wants, in order. */
async function wantedIn(half: Half, calls: readonly LogCall[], tier: string): Promise<number[]> {
  const wanted = new Map<string, number>()
  for await (const batch of callsOf([calls], half, 1))
    for (const call of batch) if (call.tier === tier) wanted.set(call.user, (wanted.get(call.user) ?? 0) + 2_000_000)
  return [...wanted.values()].sort((a, b) => a - b)
}

/** The first round number that is enough for `share` of the fitting users, and for what share of the others it is. */
async function foretold(calls: readonly LogCall[], tier: string, share: number) {
  const fitting = await wantedIn('fit', calls, tier)
  const others = await wantedIn('check', calls, tier)
  const budget = roundUp(fitting[Math.ceil(share * fitting.length) - 1] ?? 0)
  const reached = others.filter((wanted) => wanted <= budget).length / others.length
  return { quotas: [moneyQuota(budget, 'hour')], heldBack: { users: others.length, value: reached } }
}

describe('the least generous quotas', () => {
  it('are for each tier the first round number that is enough for so many of its users, and no more', async () => {
    const calls = ladderOfUsers('free', 'pro')
    const target = 'free: 50 % of users never refused; pro: 90 % of users never refused'
    const { proposals, remarks } = await wallsFor(calls, target)
    const [free, pro] = [await foretold(calls, 'free', 0.5), await foretold(calls, 'pro', 0.9)]
    const tiers = { free: { quotas: free.quotas }, pro: { quotas: pro.quotas } }
    const checks = [{ heldBack: free.heldBack }, { heldBack: pro.heldBack }]
    expect(proposals).toMatchObject([{ keeps: 'all', policy: { tiers, defaultTier: 'free' }, checks }])
    expect(remarks).toEqual([expect.stringMatching(/'free: .*' was checked on \d+ users: too few/), expect.anything()])
  })

  it.each([
    ['free: 30 % of users never refused; free: 95 % of requests served in full'],
    ['free: 95 % of users never refused; free: 30 % of requests served in full'],
  ])('meet both goals of a tier: %s', async (target) => {
    const { proposals } = await wallsFor(ladderOfUsers('free'), target)
    const checks = proposals.flatMap((proposal) => proposal.checks)
    expect(checks).toHaveLength(2)
    for (const { fitted, wanted } of checks) expect(fitted.value).toBeGreaterThanOrEqual(wanted)
  })

  it('are replaced by others that keep the spend, where goals and spend cannot be met together', async () => {
    const calls = ladderOfUsers('free')
    const target = 'free: 95 % of users never refused; spend <= $1 / hour'
    const { proposals } = await wallsFor(calls, target)
    expect(proposals.map(({ keeps }) => keeps)).toEqual(['goals', 'spend'])
    const [[users, spend], [fewer, less]] = proposals.map(({ checks }) => checks.map(({ fitted }) => fitted.value)) as [
      [number, number],
      [number, number],
    ]
    expect(users).toBeGreaterThanOrEqual(0.95)
    expect(spend).toBeGreaterThan(1e9)
    expect(fewer).toBeLessThan(0.95)
    expect(less).toBeLessThanOrEqual(1e9)
    expect(less).toBeGreaterThan(0.9e9)
  })

  it('are alone, where other tiers spend too much already', async () => {
    const policy = { ...WALL, tiers: { free: { quotas: ['$1 / hour'] }, pro: { quotas: ['$9 / hour'] } } } as const
    const target = 'free: 95 % of users never refused; spend <= $0.50 / hour'
    const calls = ladderOfUsers('free', 'pro')
    const { proposals } = await wallsFor(calls, target, { policy: { ...policy, defaultTier: 'pro' } })
    expect(proposals).toMatchObject([{ keeps: 'goals', policy: { defaultTier: 'pro' } }])
    expect(Object.keys(proposals[0]?.policy.tiers ?? {})).toEqual(['free'])
  })

  it('have a budget for the longest period of the log, and an hourly one in tokens beside it', async () => {
    const fewer = equalUsers().filter((_, i) => i % 8 === 0)
    const { proposals } = await suggested(fewer, NEVER)
    const { quotas = [] } = proposals[0]?.policy.tiers['free'] ?? {}
    expect(quotas).toEqual([
      expect.stringMatching(/^\$0\.0\d+ \/ day$/),
      expect.stringMatching(/^[\d.]+k tokens \/ hour$/),
    ])
  })

  it('count tokens alone, where there are no prices', async () => {
    const { proposals, remarks } = await wallsFor(ladderOfUsers('free'), NEVER, { policy: undefined })
    expect(proposals[0]?.policy.tiers['free']?.quotas).toEqual([expect.stringMatching(/^\d+k tokens \/ hour$/)])
    expect(remarks).toContain('Without prices there are no budgets in money: give the policy, which has them.')
  })

  it('leave out what everyone shares, and say so', async () => {
    const policy = { ...WALL, everyone: ['$0.01 / hour'] } as const
    const calls = ladderOfUsers('free')
    const { proposals, remarks } = await wallsFor(calls, NEVER, { policy })
    expect(proposals).toEqual((await wallsFor(calls, NEVER)).proposals)
    expect(remarks).toContain("What 'everyone' shares was left out.")
  })

  it('are the same for the same seed, and fitted to other users for another', async () => {
    const calls = ladderOfUsers('free')
    const target = 'free: 70 % of requests served in full'
    expect(await wallsFor(calls, target)).toEqual(await wallsFor(calls, target))
    const other = await wallsFor(calls, target, { seed: 2 })
    expect(other.proposals[0]?.checks).not.toEqual((await wallsFor(calls, target)).proposals[0]?.checks)
  })

  it.each([
    ['free: 101 % of users never refused', {}, 'Target, column 7: 101 % is not'],
    [
      'pro: 95 % of users never refused',
      {
        policy: {
          ...WALL,
          tiers: { free: { quotas: ['$1 / day'] }, pro: { quotas: ['$1 / day'] } },
          defaultTier: 'free',
        },
      },
      `'pro: users never refused' is about nobody in the half`,
    ],
    [
      'fre: 95 % of users never refused',
      { policy: { tiers: { free: { quotas: ['$1 / day'] }, pro: { quotas: ['$1 / day'] } } } },
      `Tier 'fre' is not one of the policy's: free, pro.`,
    ],
    [`${NEVER}; spend <= $5 / day`, { policy: undefined }, `'spend' needs prices.`],
    [
      IN_FULL,
      { log: () => [ladderOfUsers('free').map((call) => ({ ...call, outputTokens: 20_000 }))] },
      `'free: requests served in full' reaches 0 % when nothing is limited.`,
    ],
    [NEVER, { log: () => [[callAt(0, { tier: 'free' })]] }, 'free: users never refused'],
  ] as const)('are not made up: %s', async (target, more, told) => {
    await expect(wallsFor(ladderOfUsers('free'), target, more)).rejects.toThrow(told)
  })
})

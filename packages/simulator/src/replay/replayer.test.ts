import { describe, expect, it } from '@jest/globals'
import type { Decision, Policy, Records, Store } from '@llm-limit/core'
import type { LogCall } from '../log/log-call.js'
import { callAt, callsEvery, HOUR, NOON, policyWith, reportOf } from './replay.fixture.js'
import { simulate } from './simulate.js'

/** Ten requests of 2 mUSD a minute apart, against 10 mUSD an hour. */
const TEN = callsEvery(60_000, 10)
const MONEY = policyWith({ quotas: ['$0.010 / hour'] })
const WALL = policyWith({ quotas: ['$0.010 / hour'], ladder: 'wall' })

describe('a replay', () => {
  it('decides as the engine does: warned, degraded, refused, each at its share of the budget', async () => {
    const phases: string[] = []
    const onDecision = (_: LogCall, decision: Decision): void => {
      phases.push(decision.outcome === 'admitted' ? decision.phase : decision.outcome)
    }
    await reportOf(TEN, { policy: WALL, onDecision })
    expect(phases).toEqual([...Array(3).fill('normal'), 'warning', 'warning', ...Array(5).fill('denied')])
  })

  it('counts who was warned, degraded and refused, and what was served in full', async () => {
    const { total, quality, tiers, users } = await reportOf(TEN, { policy: WALL })
    expect(total).toMatchObject({ requests: 10, served: 5, warned: 2, refused: 5, refusals: 5, full: 5, degraded: 0 })
    expect(quality).toEqual({ requestsInFull: 0.5, tokensInFull: 0.5 })
    expect(tiers).toMatchObject([{ tier: 'default', requests: 10, refused: 5 }])
    expect(users).toMatchObject({ users: 1, refused: 1, warned: 1, worstHit: [{ user: 'ada', refused: 5 }] })
  })

  it('serves the model and the length that were granted, and settles what they cost', async () => {
    const long = TEN.map((call) => ({ ...call, outputTokens: 400 }))
    const { total } = await reportOf(long, { policy: MONEY })
    expect(total.degraded).toBeGreaterThan(0)
    expect(total.cut).toBeGreaterThan(0)
    expect(total.servedTokens).toBeLessThan(total.outputTokens)
    expect(total.savedByModelNanoUsd).toBeGreaterThan(0)
    expect(total.savedByLengthNanoUsd).toBeGreaterThan(0)
    const { spentNanoUsd, savedByModelNanoUsd, savedByLengthNanoUsd, refusedNanoUsd } = total
    expect(total.demandedNanoUsd).toBe(10 * 5_000_000)
    expect(spentNanoUsd + savedByModelNanoUsd + savedByLengthNanoUsd + refusedNanoUsd).toBe(total.demandedNanoUsd)
  })

  it('holds what is open until its virtual end', async () => {
    const policy = policyWith({ quotas: ['1 concurrent'] })
    const calls = [callAt(0), callAt(2_499), callAt(2_500)]
    const { total, refusals } = await reportOf(calls, { policy })
    expect(total).toMatchObject({ served: 2, refused: 1 })
    expect(refusals.reasons).toEqual({ concurrency: 1 })
    const speed = { tokensPerSecond: 1_000, firstTokenMs: 0 }
    const faster = await reportOf([callAt(0), callAt(99), callAt(100)], { policy, speed })
    expect(faster.total).toMatchObject({ served: 2, refused: 1 })
    expect((await reportOf([callAt(0), callAt(100)], { policy })).total.refused).toBe(1)
  })

  it('renews what lasts longer than a lease, as an open response does', async () => {
    const policy = policyWith({ quotas: ['1 concurrent'], leaseMs: 10_000 })
    const calls = [callAt(0, { outputTokens: 5_000 }), callAt(60_000), callAt(100_499), callAt(100_500)]
    expect((await reportOf(calls, { policy })).total).toMatchObject({ served: 2, refused: 2 })
  })

  it('learns from what has ended, and from nothing that the app knows', async () => {
    const policy = policyWith({
      quotas: ['$0.050 / hour'],
      ladder: 'wall',
      expects: { model: 'dear', outputTokens: 1_500 },
    })
    const calls = [...callsEvery(60_000, 6), ...callsEvery(0, 8, { atMs: NOON + 600_000 })]
    const untaught = await reportOf(calls, { policy })
    const taught = await reportOf(calls, { policy: { ...policy, estimates: undefined } })
    expect(untaught.total.served).toBeLessThan(taught.total.served)
  })

  it('touches neither store, records, clock nor ids of the app, and enforces what the app only watches', async () => {
    const touched = (): never => {
      throw new Error('This is the app`s own.')
    }
    const policy: Policy = {
      ...WALL,
      store: new Proxy({} as Store, { get: touched }),
      records: new Proxy({} as Records, { get: touched }),
      clock: { now: touched, setTimer: touched },
      newId: touched,
      random: touched,
      mode: 'shadow',
    }
    expect((await reportOf(TEN, { policy })).total).toMatchObject({ served: 5, refused: 5 })
  })

  it('waits for a tier that has to be looked up, and keeps the order of requests', async () => {
    const policy = policyWith({
      tiers: { free: { quotas: ['$0.004 / hour'] }, paid: { quotas: ['$1 / hour'] } },
      defaultTier: 'free',
      tierOf: async ({ user }) => (user === 'ada' ? 'free' : 'paid'),
      ladder: 'wall',
    })
    const calls = TEN.flatMap((call) => [call, { ...call, user: 'bob' }])
    const { tiers } = await reportOf(calls, { policy })
    expect(tiers).toMatchObject([
      { tier: 'free', served: 2, refused: 8 },
      { tier: 'paid', served: 10, refused: 0 },
    ])
    const named = await reportOf(
      calls.map((call) => ({ ...call, tier: 'paid' })),
      { policy },
    )
    expect(named.tiers).toMatchObject([{ tier: 'paid', served: 20 }])
  })

  it('replays several policies in one pass, each as if it were alone', async () => {
    const both = await simulate([TEN.slice(0, 4), TEN.slice(4)], [{ policy: WALL }, { policy: MONEY }])
    expect(both).toEqual([await reportOf(TEN, { policy: WALL }), await reportOf(TEN, { policy: MONEY })])
  })

  it('says to the byte the same for the same seed, and another thing for another', async () => {
    const calls = callsEvery(20_000, 400).map((call, i) => ({ ...call, user: `user-${(i * i) % 17}` }))
    const behaviour = { retry: { times: 3, withinMs: HOUR }, slowDown: { keep: 0.5, forMs: HOUR } }
    const text = async (seed: number): Promise<string> =>
      JSON.stringify(await reportOf(calls, { policy: MONEY, behaviour, seed }))
    expect(await text(1)).toBe(await text(1))
    expect(await text(1)).not.toBe(await text(2))
  })

  it('tells when refused users are sent where', async () => {
    const { refusals, hours } = await reportOf(TEN, { policy: WALL })
    // Refused from 12:05 to 12:09, until the budget begins anew at 13:00.
    expect(refusals.retryAfter).toEqual([{ upToMs: HOUR, refusals: 5 }])
    expect(hours).toMatchObject([
      { startMs: NOON, requests: 10, sentHere: 0 },
      { startMs: NOON + HOUR, requests: 0, sentHere: 5 },
    ])
  })

  it('counts no more users alone than asked for, and says how many requests that leaves out', async () => {
    const calls = TEN.map((call, i) => ({ ...call, user: `user-${i}` }))
    const { users, total, beyondBounds } = await reportOf(calls, { policy: WALL, maxUsers: 4 })
    expect(users.users).toBe(4)
    expect(total.requests).toBe(10)
    expect(beyondBounds.uncountedRequests).toBe(6)
    expect(beyondBounds.unbookedSettlements).toBeGreaterThan(0)
  })

  it('refuses options that cannot be', async () => {
    const fault = async (options: object): Promise<string> =>
      reportOf(TEN, { policy: WALL, ...options }).then(String, (error: Error) => error.message)
    expect(await fault({ speed: { tokensPerSecond: 0 } })).toContain('tokensPerSecond 0 must be above 0')
    expect(await fault({ behaviour: { slowDown: { keep: 2, forMs: 1 } } })).toContain('slowDown.keep 2')
    expect(await fault({ behaviour: { giveUp: { after: 0, forMs: 1 } } })).toContain(
      'giveUp.after 0 must be at least 1',
    )
  })
})

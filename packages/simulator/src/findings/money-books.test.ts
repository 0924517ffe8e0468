import { describe, expect, it } from '@jest/globals'
import type { LogCall } from '../log/log-call.js'
import { callAt, callsEvery, HOUR, NOON, policyWith, reportOf } from '../replay/replay.fixture.js'

/** A request that holds 2 mUSD and uses 11. */
function beyondHeld(atMs: number): LogCall {
  return callAt(atMs, { outputTokens: 1_000 })
}

describe('the books of money', () => {
  it('find what was spent above the limit and above the ceiling', async () => {
    const policy = policyWith({ quotas: ['$0.012 / hour'], ladder: 'wall' })
    const calls = [beyondHeld(0), beyondHeld(1)]
    const { budgets, money } = await reportOf(calls, { policy })
    // The cap of the second is what the first does not hold: 10 mUSD, so 900 tokens.
    expect(budgets).toEqual([
      {
        ...{ budget: '$0.012 / hour', scope: 'user', tier: 'default', operation: undefined, ceilingPercent: 100 },
        ...{ spentNanoUsd: 21_000_000, beyondLimitNanoUsd: 9_000_000, beyondCeilingNanoUsd: 9_000_000 },
        periods: [{ startMs: NOON, payers: 1, limitNanoUsd: 12_000_000, spentNanoUsd: 21_000_000 }],
      },
    ])
    expect(money).toMatchObject({ spentNanoUsd: 21_000_000, overNanoUsd: 9_000_000, overrun: 9 / 21 })
  })

  it('call that overrun only which is above the ladder`s ceiling', async () => {
    const [budget] = (await reportOf(callsEvery(60_000, 30), { policy: policyWith({ quotas: ['$0.010 / hour'] }) }))
      .budgets
    expect(budget).toMatchObject({ ceilingPercent: 120, beyondCeilingNanoUsd: 0 })
    expect(budget?.beyondLimitNanoUsd).toBeGreaterThan(0)
  })

  it('charge a call to the period it began in, and begin each period at nothing', async () => {
    const policy = policyWith({ quotas: ['$0.012 / hour'], ladder: 'wall' })
    // The third ends before the first two, in a period that began after them.
    const calls = [beyondHeld(HOUR - 2), beyondHeld(HOUR - 1), callAt(HOUR), beyondHeld(2 * HOUR)]
    const [budget] = (await reportOf(calls, { policy })).budgets
    expect(budget).toMatchObject({ spentNanoUsd: 34_000_000, beyondLimitNanoUsd: 9_000_000 })
  })

  it('say of each period who spent and what their limits add up to', async () => {
    const policy = policyWith({ quotas: ['$0.012 / hour'], ladder: 'wall' })
    // The second ends after the third, in the hour after its own.
    const calls = [callAt(0), beyondHeld(HOUR - 2), callAt(HOUR), callAt(HOUR + 1, { user: 'bob' })]
    const [budget] = (await reportOf(calls, { policy })).budgets
    expect(budget?.periods).toEqual([
      { startMs: NOON, payers: 1, limitNanoUsd: 12_000_000, spentNanoUsd: 12_000_000 },
      { startMs: NOON + HOUR, payers: 2, limitNanoUsd: 24_000_000, spentNanoUsd: 4_000_000 },
    ])
  })

  it('keep users, operations, organisations and the whole app apart', async () => {
    const policy = policyWith({
      tiers: {
        free: {
          quotas: ['5 concurrent', '$1 / hour', { quota: '$0.002 / day', name: 'team', scope: 'org', ladder: 'wall' }],
          operations: { chat: ['$0.5 / day'] },
        },
      },
      operations: { chat: {} },
      everyone: ['1k requests / hour', { quota: '$7 / month', name: 'bill' }],
    })
    const calls = [callAt(0, { org: 'acme', operation: 'chat' }), callAt(1, { user: 'bob' })]
    const { budgets } = await reportOf(calls, { policy })
    const figures = budgets.map(({ budget, scope, tier, operation, spentNanoUsd }) => [
      budget,
      scope,
      tier,
      operation,
      spentNanoUsd,
    ])
    expect(figures).toEqual([
      ['$1 / hour', 'user', 'free', undefined, 4_000_000],
      ['bill', 'everyone', undefined, undefined, 4_000_000],
      ['team', 'org', 'free', undefined, 4_000_000],
      ['$0.5 / day', 'user', 'free', 'chat', 2_000_000],
    ])
  })

  it('agree with what was spent, however users and hours mix', async () => {
    const policy = policyWith({ quotas: ['$0.010 / hour'] })
    const calls = callsEvery(30_000, 900).map((call, i) => ({
      ...call,
      user: `user-${(i * 7) % 13}`,
      outputTokens: (i * 37) % 500,
    }))
    const { budgets, total } = await reportOf(calls, { policy })
    expect(budgets[0]?.spentNanoUsd).toBe(total.spentNanoUsd)
    expect(calls.at(-1)?.atMs).toBeGreaterThan(NOON + 7 * HOUR)
  })
})

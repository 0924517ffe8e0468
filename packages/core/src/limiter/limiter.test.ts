import { describe, expect, it } from '@jest/globals'
import { LlmLimitError } from '../errors.js'
import type { Policy } from '../policy/policy.js'
import { memoryStore } from '../store/memory-store.js'
import type { Store } from '../store/store.js'
import {
  ada,
  admitted,
  admittedCall,
  benchWith,
  DAY,
  denied,
  HOUR,
  MINUTE,
  spendTokens,
  tokens,
} from './limiter.fixture.js'
import { createLimiter } from './limiter.js'

const tokensAnHour: Policy = { quotas: ['1000 tokens / hour'], expects: { outputTokens: 0 } }
const used = async ({ limiter }: ReturnType<typeof benchWith>, index = 0): Promise<number | undefined> =>
  (await limiter.usage(ada)).quotas[index]?.used

describe('tiers and operations', () => {
  const policy: Policy = {
    tiers: {
      free: { quotas: ['2 requests / minute'], operations: { report: ['1 requests / day'] } },
      pro: { quotas: ['5 requests / minute'] },
    },
    defaultTier: 'free',
    tierOf: ({ user }) => (user === 'grace' ? 'pro' : undefined),
    operations: { report: {} },
    ladder: 'wall',
  }

  it('give each subject the quotas of its tier', async () => {
    const { ask } = benchWith(policy)
    for (const [subject, most] of [
      [ada, 2],
      [{ user: 'grace' }, 5],
      [{ user: 'alan', tier: 'pro' }, 5],
    ] as const) {
      for (let i = 0; i < most; i += 1) expect((await ask({ subject })).outcome).toBe('admitted')
      expect((await ask({ subject })).outcome).toBe('denied')
    }
  })

  it('count the quotas of an operation apart from those of the tier', async () => {
    const bench = benchWith(policy)
    admitted(await bench.ask({ operation: 'report' }))
    const refused = denied(await bench.ask({ operation: 'report' }))
    expect(refused.violated).toEqual(['report-requests-per-day'])
    admitted(await bench.ask())
    const { quotas, operations, tier } = await bench.limiter.usage(ada)
    expect(tier).toBe('free')
    expect([quotas[0]?.used, operations['report']?.[0]?.used]).toEqual([2, 1])
  })

  it('tell of a look-up that failed, and go on with the default', async () => {
    const cause = new Error('down')
    const { ask, heard } = benchWith({ ...policy, tierOf: () => Promise.reject(cause) })
    expect(admitted(await ask()).tier).toBe('free')
    expect(heard['tier-lookup-failed']).toEqual([{ cause }])
  })
})

describe('weights', () => {
  it('of 0.2 take a fifth of a request, exactly: 50 of 10', async () => {
    const bench = benchWith({
      quotas: [{ quota: '10 requests / minute', ladder: 'wall' }],
      operations: { complete: { weight: 0.2 } },
    })
    for (let i = 1; i <= 50; i += 1) {
      const admission = admitted(await bench.ask({ operation: 'complete' }))
      await admission.settle({ inputTokens: 1, outputTokens: 1 })
      expect(await used(bench)).toBe(i / 5)
    }
    expect((await bench.ask({ operation: 'complete' })).outcome).toBe('denied')
  })

  it('multiply requests and tokens, never money or concurrency', async () => {
    const bench = benchWith({
      quotas: ['99 requests / minute', '9k tokens / hour', '$9 / day', '9 concurrent'],
      operations: { report: { weight: 2.5 } },
    })
    const admission = admitted(await bench.ask({ operation: 'report', call: tokens(100) }))
    expect((await bench.limiter.usage(ada)).quotas[3]?.used).toBe(1)
    await admission.settle({ inputTokens: 101, outputTokens: 0 })
    const { quotas } = await bench.limiter.usage(ada)
    expect(quotas.map((quota) => quota.used)).toEqual([2.5, 253, 101 * 15_000, 0])
  })
})

describe('repeats of a prompt', () => {
  const policy: Policy = {
    quotas: ['1000 tokens / day'],
    expects: { outputTokens: 0 },
    operations: { embed: { repeats: false } },
  }
  const prompt = { call: tokens(10), fingerprint: 7 }

  it('cost 1, 1.5 and then twice as much within 10 minutes, and then 1 again', async () => {
    const bench = benchWith(policy)
    const costs: number[] = []
    for (const wait of [0, 1, 1, 10 * MINUTE - 3, 1]) {
      bench.clock.advance(wait)
      const before = (await used(bench)) ?? 0
      await admitted(await bench.ask(prompt)).settle({ inputTokens: 10, outputTokens: 0 })
      costs.push(((await used(bench)) ?? 0) - before)
    }
    expect(costs).toEqual([10, 15, 20, 20, 10])
  })

  it('are forgiven when the call failed', async () => {
    const bench = benchWith(policy)
    for (let i = 0; i < 3; i += 1) await admitted(await bench.ask(prompt)).end('failed')
    await admitted(await bench.ask(prompt)).settle({ inputTokens: 10, outputTokens: 0 })
    expect(await used(bench)).toBe(10)
  })

  it('are none for another prompt, for a retry without one, and where the operation has none', async () => {
    const bench = benchWith(policy)
    for (const request of [
      prompt,
      { ...prompt, fingerprint: 8 },
      { call: tokens(10) },
      { ...prompt, operation: 'embed' },
    ])
      await admitted(await bench.ask(request)).settle({ inputTokens: 10, outputTokens: 0 })
    expect(await used(bench)).toBe(40)
  })
})

describe('quotas of everyone', () => {
  const subject = (user: string) => ({ subject: { user }, call: tokens(50) })

  it('are a wall for all users together', async () => {
    const { ask } = benchWith({ everyone: ['1000 tokens / hour'], expects: { outputTokens: 0 } })
    for (let i = 0; i < 20; i += 1) admitted(await ask(subject(`user ${i}`)))
    const refused = denied(await ask(subject('ada')))
    expect(refused).toMatchObject({ reason: 'wall', violated: ['everyone-tokens-per-hour'], statuses: [] })
  })

  it('leave a user no more than a share once they are 80 % used, and any amount before', async () => {
    const { ask } = benchWith({
      everyone: [{ quota: '1000 tokens / hour', perUser: 0.1 }],
      expects: { outputTokens: 0 },
    })
    for (let i = 0; i < 4; i += 1) admitted(await ask(subject('ada')))
    for (let i = 0; i < 12; i += 1) admitted(await ask(subject(`user ${i}`)))
    const refused = denied(await ask(subject('ada')))
    expect(refused).toMatchObject({ reason: 'wall', violated: ['everyone-tokens-per-hour-per-user'], statuses: [] })
    admitted(await ask(subject('grace')))
    admitted(await ask(subject('grace')))
    denied(await ask(subject('grace')))
  })

  it('are never shown to a user, but explained to the app', async () => {
    const { limiter, ask } = benchWith({
      quotas: ['9 requests / minute'],
      everyone: ['9 tokens / hour'],
      expects: { outputTokens: 0 },
    })
    const admission = admitted(await ask({ call: tokens(1) }))
    expect(admission.statuses.map(({ name }) => name)).toEqual(['requests-per-minute'])
    expect((await limiter.usage(ada)).quotas.map(({ name }) => name)).toEqual(['requests-per-minute'])
    expect(admission.explain().quotas.map(({ name }) => name)).toEqual([
      'requests-per-minute',
      'everyone-tokens-per-hour',
    ])
  })
})

describe('quotas of an organisation', () => {
  const policy: Policy = {
    quotas: ['100 tokens / hour', { quota: '150 tokens / hour', scope: 'org', name: 'team' }],
    expects: { outputTokens: 0 },
    ladder: 'wall',
  }

  it('are shared by its users', async () => {
    const { ask } = benchWith(policy)
    admitted(await ask({ subject: { user: 'ada', org: 'acme' }, call: tokens(90) }))
    const refused = denied(await ask({ subject: { user: 'grace', org: 'acme' }, call: tokens(90) }))
    expect(refused.violated).toEqual(['team'])
    admitted(await ask({ subject: { user: 'grace', org: 'other' }, call: tokens(90) }))
  })

  it('are those of the user alone without one, also beside an organisation of that name (I14)', async () => {
    const { ask } = benchWith(policy)
    admitted(await ask({ subject: { user: 'ada', org: 'acme' }, call: tokens(90) }))
    admitted(await ask({ subject: { user: 'acme' }, call: tokens(90) }))
  })
})

describe('the ladder (I18)', () => {
  it('goes from normal over warning and soft to hard as use grows, and never back meanwhile', async () => {
    const bench = benchWith(tokensAnHour)
    const phases: string[] = []
    for (let i = 1; i <= 13; i += 1) {
      const decision = await bench.ask({ call: tokens(100) })
      phases.push(decision.outcome === 'unavailable' ? 'unavailable' : decision.phase)
    }
    expect(phases).toEqual([...Array(7).fill('normal'), 'warning', 'warning', 'warning', 'soft', 'soft', 'hard'])
    expect(await used(bench)).toBe(1_200)
  })

  it('refuses at the hard ceiling and names when it would pass', async () => {
    const bench = benchWith(tokensAnHour)
    await spendTokens(bench.limiter, 1_200)
    const refused = denied(await bench.ask({ call: tokens(1) }))
    expect(refused).toMatchObject({
      reason: 'budget',
      phase: 'hard',
      violated: ['tokens-per-hour'],
      wouldAdmit: undefined,
    })
    bench.clock.advance(refused.retryAfterMs - 1)
    denied(await bench.ask({ call: tokens(1) }))
    bench.clock.advance(1)
    admitted(await bench.ask({ call: tokens(1) }))
  })

  it('stays soft until every ladder quota is below 90 %', async () => {
    const bench = benchWith({ quotas: ['1000 tokens / hour', '9 concurrent'], expects: { outputTokens: 0 } })
    await spendTokens(bench.limiter, 880)
    bench.clock.advance(10 * MINUTE)
    const soft = admitted(await bench.ask({ call: tokens(130) }))
    expect(soft.phase).toBe('soft')
    await soft.settle({ inputTokens: 20, outputTokens: 0 })
    expect(admitted(await bench.ask({ call: tokens(1) })).phase).toBe('soft')
    await admitted(await bench.ask({ call: tokens(1) })).release()
    bench.clock.advance(51 * MINUTE)
    expect(admitted(await bench.ask({ call: tokens(1) })).phase).toBe('normal')
  })

  it('says what would pass instead, and that passes', async () => {
    const bench = benchWith({
      quotas: ['1000 tokens / hour'],
      expects: { model: 'dear', outputTokens: 500 },
      reserve: 'worst-case',
    })
    await spendTokens(bench.limiter, 1_000)
    const refused = denied(await bench.ask({ call: tokens(10, 4_000) }))
    expect(refused.wouldAdmit).toEqual({ model: 'cheap', maxOutputTokens: 190 })
    const { terms } = admitted(await bench.ask({ call: tokens(10, 190) }))
    expect(terms).toMatchObject({ model: 'cheap', insteadOf: 'dear', maxOutputTokens: 190 })
  })

  it('does not lead to what can never fit', async () => {
    const { ask } = benchWith(tokensAnHour)
    const refused = denied(await ask({ call: tokens(1_201) }))
    expect(refused).toMatchObject({ reason: 'too-large', retryAfterMs: Number.POSITIVE_INFINITY })
  })

  it('tells what can never fit from what is unavailable, for the largest call that can be written down (I24)', async () => {
    const { ask, heard } = benchWith({
      quotas: ['1000 tokens / hour', '$1 / day'],
      expects: { model: 'dear', calls: 1_000 },
    })
    const call = { inputTokens: 1e9, maxOutputTokens: 1e9, choices: 1e9 }
    expect(denied(await ask({ call })).reason).toBe('too-large')
    expect(heard['store-failed']).toEqual([])
  })
})

describe('a reservation', () => {
  it('is the same for the same id while it is open, and settled once (I15)', async () => {
    const bench = benchWith(tokensAnHour)
    const twice = [
      admitted(await bench.ask({ id: 'one', call: tokens(100) })),
      admitted(await bench.ask({ id: 'one', call: tokens(100) })),
    ]
    expect(await used(bench)).toBe(100)
    for (const admission of twice) await admission.settle({ inputTokens: 80, outputTokens: 0 })
    expect(await used(bench)).toBe(80)
    expect(bench.heard['reservation-settled']).toHaveLength(1)
  })

  it('of an id that is over is refused as closed', async () => {
    const { ask } = benchWith(tokensAnHour)
    await admitted(await ask({ id: 'one', call: tokens(1) })).settle({ inputTokens: 1, outputTokens: 0 })
    expect(denied(await ask({ id: 'one' }))).toMatchObject({ reason: 'closed', retryAfterMs: Number.POSITIVE_INFINITY })
    expect(denied(await ask({ id: 'one' })).explain().why).toBe('refused: closed')
  })

  it('with an id of its own making is never closed, although more ids were closed than are remembered', async () => {
    const memory = memoryStore()
    let asked = 0
    const store: Store = {
      ...memory,
      reserve(call) {
        asked += 1
        return asked === 1 ? { kind: 'closed', now: call.issuedAt + 30_000 } : memory.reserve(call)
      },
    }
    const limiter = createLimiter({ ...tokensAnHour, store })
    admitted(await limiter.reserve({ subject: { user: 'ada' } }))
    expect(asked).toBe(2)
    asked = 0
    expect(denied(await limiter.reserve({ subject: { user: 'ada' }, id: 'its own' })).reason).toBe('closed')
    expect(asked).toBe(1)
  })

  it('is one of at most 64 of a subject: more are busy, and nothing smaller would pass', async () => {
    const { ask } = benchWith(tokensAnHour)
    const open = await Promise.all(Array.from({ length: 64 }, () => ask({ call: tokens(1) })))
    expect(denied(await ask({ call: tokens(1) }))).toMatchObject({
      reason: 'busy',
      violated: [],
      wouldAdmit: undefined,
    })
    admitted(await ask({ subject: { user: 'grace' }, call: tokens(1) }))
    const [first] = open
    if (first !== undefined) await admitted(first).release()
    admitted(await ask({ call: tokens(1) }))
  })

  it('holds a place while it runs, and no longer', async () => {
    const { ask } = benchWith({ quotas: ['2 concurrent'] })
    const [first] = [admitted(await ask()), admitted(await ask())]
    expect(denied(await ask()).reason).toBe('concurrency')
    await first.end('finished')
    admitted(await ask())
  })

  it('that nobody renews ends by its lease', async () => {
    const bench = benchWith({ ...tokensAnHour, leaseMs: 10_000 })
    admitted(await bench.ask({ call: tokens(900) }))
    bench.clock.advance(15_000)
    expect(await used(bench)).toBe(0)
  })

  it('is charged into the period that it opened in (I21)', async () => {
    const bench = benchWith({ quotas: ['1000 tokens / day'], expects: { outputTokens: 0 } })
    bench.clock.advance(12 * HOUR - 1_000)
    const open = admitted(await bench.ask({ call: tokens(900) }))
    bench.clock.advance(2_000)
    await open.settle({ inputTokens: 900, outputTokens: 0 })
    expect(await used(bench)).toBe(0)
    admitted(await bench.ask({ call: tokens(1_000) }))
  })
})

describe('a clock that jumps (I13)', () => {
  it.each([
    ['an hour back', -HOUR],
    ['three days back', -3 * DAY],
    ['three days ahead', 3 * DAY],
  ])('%s locks nobody out, and gives nothing away', async (_, jump) => {
    const bench = benchWith({
      quotas: ['1000 tokens / month', '$100 / minute'],
      expects: { model: 'dear', outputTokens: 0 },
    })
    bench.clock.advance(10 * DAY)
    await spendTokens(bench.limiter, 400)
    bench.clock.set(bench.clock.now() + jump)
    const decision = await bench.ask({ call: tokens(100) })
    const admission = admitted(decision)
    expect((await bench.limiter.usage(ada)).quotas[0]?.used).toBe(500)
    admittedCall(await admission.reserve({ model: 'dear', inputTokens: 300, maxOutputTokens: 0 }))
    expect((await bench.limiter.usage(ada)).quotas[0]?.used).toBe(700)
  })
})

describe('what would pass instead of a refused call', () => {
  it('is not cut by a share of what everyone has, while that does not bind', async () => {
    const { limiter, ask } = benchWith({
      quotas: [{ quota: '500 tokens / hour', ladder: 'wall' }],
      everyone: [{ quota: '1M tokens / hour', perUser: 0.0001 }],
    })
    await spendTokens(limiter, 200)
    expect(denied(await ask({ call: tokens(200, 100_000) })).wouldAdmit?.maxOutputTokens).toBe(100)
  })
})

describe(`a policy with ladder: 'wall'`, () => {
  it('warns at 80 %, tells its percent, and refuses at 100 %', async () => {
    const { limiter, ask } = benchWith({ quotas: ['100 tokens / hour'], ladder: 'wall', expects: { outputTokens: 0 } })
    await spendTokens(limiter, 79)
    const warned = admitted(await ask({ call: tokens(1) }))
    expect([warned.phase, warned.percent]).toEqual(['warning', 80])
    admitted(await ask({ call: tokens(20) }))
    expect(denied(await ask({ call: tokens(1) }))).toMatchObject({ reason: 'budget', phase: 'hard' })
  })
})

describe('a model without a price', () => {
  const policy: Policy = { quotas: ['$1 / day'] }
  const call = { model: 'own', inputTokens: 1_000, maxOutputTokens: 0 }

  it('is refused while money counts, and told of', async () => {
    const { ask, heard } = benchWith(policy)
    expect(denied(await ask({ call })).reason).toBe('unpriced-model')
    expect(heard['call-unpriced']).toEqual([{ operation: 'default', model: 'own', denied: true }])
  })

  it('is refused at the call door too, and told of', async () => {
    const { ask, heard } = benchWith(policy)
    const admission = admitted(await ask())
    expect(denied(await admission.reserve(call)).reason).toBe('unpriced-model')
    expect(heard['call-unpriced']).toEqual([{ operation: 'default', model: 'own', denied: true }])
  })

  it('is never free where it may pass as the expected one, and told of', async () => {
    const bench = benchWith({ ...policy, unpriced: 'as-expected' })
    const admission = admitted(await bench.ask({ call }))
    expect(await used(bench)).toBe(15_000_000)
    await admission.settle({ model: 'own', inputTokens: 1_000, outputTokens: 10 })
    expect(await used(bench)).toBe(15_750_000)
    expect(bench.heard['call-unpriced']).toEqual([{ operation: 'default', model: 'own', denied: false }])
  })

  it('is any model where no money counts', async () => {
    admitted(await benchWith({ quotas: ['9k tokens / day'] }).ask({ call }))
  })

  it('reported at the end is charged like the one that was offered', async () => {
    const bench = benchWith(policy)
    const admission = admitted(await bench.ask({ call: { inputTokens: 1_000, maxOutputTokens: 0 } }))
    await admission.settle({ model: 'own', inputTokens: 1_000, outputTokens: 0 })
    expect(await used(bench)).toBe(15_000_000)
  })
})

describe('what a limiter tells', () => {
  it('of an admitted call: its phase, its rung, and whether it was clamped', async () => {
    const { ask, heard } = benchWith({
      quotas: ['1000 tokens / hour'],
      expects: { outputTokens: 0 },
      reserve: 'worst-case',
    })
    admitted(await ask({ call: tokens(0, 800) }))
    admitted(await ask({ call: tokens(0, 400) }))
    const event = { operation: 'default', tier: 'default', shadowed: false }
    expect(heard['call-admitted']).toEqual([
      { ...event, phase: 'warning', rung: 0, clamped: false },
      { ...event, phase: 'soft', rung: 2, clamped: true },
    ])
  })

  it('of a refusal: why, until when, by which quotas, at which door', async () => {
    const { ask, limiter, heard } = benchWith(tokensAnHour)
    await spendTokens(limiter, 1_200)
    const { retryAfterMs } = denied(await ask({ call: tokens(1) }))
    expect(heard['call-denied']).toEqual([
      {
        operation: 'default',
        tier: 'default',
        reason: 'budget',
        retryAfterMs,
        quotas: ['tokens-per-hour'],
        door: 'request',
      },
    ])
  })

  it('of a settlement: what was used, and what the counters were charged, in shown units', async () => {
    const { ask, heard } = benchWith({
      quotas: ['9 requests / minute', '9k tokens / hour', '$9 / day'],
      operations: { half: { weight: 0.5 } },
    })
    await admitted(await ask({ operation: 'half' })).settle({ inputTokens: 101, outputTokens: 0 })
    expect(heard['reservation-settled']).toEqual([
      {
        operation: 'half',
        tier: 'default',
        amounts: [
          { quota: 'requests-per-minute', used: 1, charged: 0.5 },
          { quota: 'tokens-per-hour', used: 101, charged: 51 },
          { quota: 'usd-per-day', used: 1_515_000, charged: 1_515_000 },
        ],
        estimated: false,
        released: false,
      },
    ])
    expect(heard['attempt-ended']).toEqual([
      {
        operation: 'half',
        usage: { inputTokens: 101, outputTokens: 0 },
        nanoUsd: 1_515_000,
        outcome: 'finished',
        estimated: false,
      },
    ])
  })

  it('once for each warning', () => {
    const { limiter, heard } = benchWith(tokensAnHour)
    for (let i = 0; i < 3; i += 1) limiter.warn('a-code', 'Something.')
    expect(heard['warning-raised']).toEqual([{ code: 'a-code', message: 'Something.' }])
  })

  it('never a name of a user, a prompt or an id', async () => {
    const { limiter, heard } = benchWith({ ...tokensAnHour, tierOf: undefined })
    const decision = await limiter.reserve({
      subject: { user: 'secret-user', org: 'secret-org' },
      id: 'secret-id',
      call: tokens(1),
    })
    await admitted(decision).settle({ inputTokens: 1, outputTokens: 0 })
    await limiter.reserve({ subject: { user: 'secret-user' }, call: tokens(9_999) })
    expect(JSON.stringify(heard)).not.toContain('secret')
  })
})

describe('explain', () => {
  it('says which quota, which share, which rung and why', async () => {
    const { ask } = benchWith({ quotas: ['10 requests / minute', '1000 tokens / hour'], expects: { outputTokens: 0 } })
    expect(admitted(await ask({ call: tokens(850) })).explain()).toMatchObject({
      tier: 'default',
      operation: 'default',
      phase: 'warning',
      rung: 0,
      quota: 'tokens-per-hour',
      percent: 85,
      why: `admitted on rung 0: 'tokens-per-hour' is the tightest at 85 %`,
    })
    expect(denied(await ask({ call: tokens(600) })).explain()).toMatchObject({
      phase: 'hard',
      quota: 'tokens-per-hour',
      percent: 85,
      why: `refused (budget): 'tokens-per-hour' is at 85 % and has no room for this call`,
    })
  })
})

describe('usage', () => {
  it('tells every quota, held amounts included, and charges nothing', async () => {
    const { limiter, ask } = benchWith({
      quotas: ['10 requests / minute', '1000 tokens / hour'],
      expects: { outputTokens: 0 },
    })
    admitted(await ask({ call: tokens(850) }))
    const report = await limiter.usage(ada)
    expect(await limiter.usage(ada)).toEqual(report)
    expect(report).toMatchObject({ tier: 'default', phase: 'warning', percent: 85, operations: {} })
    expect(report.quotas).toMatchObject([
      {
        name: 'requests-per-minute',
        unit: 'requests',
        scope: 'user',
        limit: 10,
        used: 1,
        remaining: 9,
        percent: 10,
        windowSeconds: 60,
      },
      { name: 'tokens-per-hour', limit: 1_000, used: 850, remaining: 150, percent: 85, windowSeconds: 3_600 },
    ])
  })

  it('tells when there will be more', async () => {
    const { limiter, clock } = benchWith({
      quotas: ['1000 tokens / hour', '9k tokens / day'],
      expects: { outputTokens: 0 },
    })
    expect((await limiter.usage(ada)).quotas.map(({ moreAfterMs }) => moreAfterMs)).toEqual([undefined, undefined])
    await spendTokens(limiter, 10)
    const [hour, day] = (await limiter.usage(ada)).quotas
    expect(day?.moreAfterMs).toBe(12 * HOUR)
    clock.advance((hour?.moreAfterMs ?? 0) - 1)
    expect((await limiter.usage(ada)).quotas[0]?.used).toBe(10)
    clock.advance(1)
    expect((await limiter.usage(ada)).quotas[0]?.used).toBe(0)
  })

  it('of somebody new is nothing', async () => {
    const { limiter } = benchWith(tokensAnHour)
    expect(await limiter.usage({ user: 'nobody' })).toMatchObject({
      phase: 'normal',
      percent: 0,
      quotas: [{ used: 0 }],
    })
  })
})

describe('reset', () => {
  it('forgets what a subject has spent, its own operations too; what is open stays held', async () => {
    const bench = benchWith({
      tiers: { free: { quotas: ['1000 tokens / hour'], operations: { report: ['9 requests / day'] } } },
      operations: { report: {} },
      expects: { outputTokens: 0 },
    })
    await admitted(await bench.ask({ operation: 'report', call: tokens(700) })).settle({
      inputTokens: 700,
      outputTokens: 0,
    })
    const open = admitted(await bench.ask({ call: tokens(100) }))
    await bench.limiter.reset(ada)
    const { quotas, operations } = await bench.limiter.usage(ada)
    expect([quotas[0]?.used, operations['report']?.[0]?.used]).toEqual([100, 0])
    await open.settle({ inputTokens: 50, outputTokens: 0 })
    expect(await used(bench)).toBe(50)
  })

  it('leaves alone what others have spent, and what is shared', async () => {
    const { limiter } = benchWith({
      quotas: ['1000 tokens / hour', { quota: '9k tokens / hour', scope: 'org', name: 'team' }],
      expects: { outputTokens: 0 },
    })
    const team = { user: 'ada', org: 'acme' }
    await spendTokens(limiter, 10, team)
    await spendTokens(limiter, 10, { user: 'grace' })
    await limiter.reset(team)
    expect((await limiter.usage(team)).quotas.map((quota) => quota.used)).toEqual([0, 10])
    expect((await limiter.usage({ user: 'grace' })).quotas[0]?.used).toBe(10)
  })
})

describe('run', () => {
  it('gives the result of the work, and charges what its calls used', async () => {
    const bench = benchWith(tokensAnHour)
    const result = await bench.limiter.run({ subject: ada, call: tokens(10) }, async (admission) => {
      admittedCall(await admission.reserve(tokens(20))).settle({ inputTokens: 25, outputTokens: 5 })
      return 'done'
    })
    expect(result).toEqual({ outcome: 'admitted', value: 'done' })
    expect(await used(bench)).toBe(30)
  })

  it('gives a refusal as a value, and does not begin the work', async () => {
    const { limiter } = benchWith(tokensAnHour)
    let began = false
    const result = await limiter.run({ subject: ada, call: tokens(9_999) }, async () => {
      began = true
    })
    expect(result).toMatchObject({ outcome: 'denied', reason: 'too-large' })
    expect(began).toBe(false)
  })

  it('releases when the work throws before any call, and throws on', async () => {
    const bench = benchWith(tokensAnHour)
    const cause = new Error('no')
    await expect(bench.limiter.run({ subject: ada, call: tokens(10) }, () => Promise.reject(cause))).rejects.toBe(cause)
    await expect(
      bench.limiter.run({ subject: ada, call: tokens(10) }, () => {
        throw cause
      }),
    ).rejects.toBe(cause)
    expect(await used(bench)).toBe(0)
    expect(bench.heard['reservation-settled'].map(({ released }) => released)).toEqual([true, true])
  })

  it('charges the calls of work that throws after them', async () => {
    const bench = benchWith(tokensAnHour)
    const work = bench.limiter.run({ subject: ada }, async (admission) => {
      admittedCall(await admission.reserve(tokens(20))).settle({ inputTokens: 20, outputTokens: 0 })
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await used(bench)).toBe(20)
  })

  it('keeps its lease as long as the work takes', async () => {
    const bench = benchWith(tokensAnHour)
    await bench.limiter.run({ subject: ada, call: tokens(600) }, async () => {
      await bench.clock.advanceAsync(10 * MINUTE)
      expect(await used(bench)).toBe(600)
    })
    expect(bench.clock.pending).toBeLessThanOrEqual(1)
  })
})

describe('a limiter', () => {
  it('that was closed reserves no more', async () => {
    const { limiter, ask } = benchWith(tokensAnHour)
    await limiter.close()
    await expect(ask()).rejects.toThrow(LlmLimitError)
    await expect(ask()).rejects.toMatchObject({ code: 'limiter-closed' })
  })

  it('shows what it was made with', () => {
    const { limiter, clock } = benchWith({ ...tokensAnHour, upgradeUrl: 'https://example.com', random: () => 0.5 })
    expect(limiter).toMatchObject({ mode: 'enforce', upgradeUrl: 'https://example.com', storeKind: 'memory', clock })
    expect(limiter.random()).toBe(0.5)
  })

  it('is fair to no header: a subject without a user is the mistake of the app', async () => {
    const { ask } = benchWith(tokensAnHour)
    await expect(ask({ subject: { user: '' } })).rejects.toMatchObject({ code: 'invalid-call' })
  })
})

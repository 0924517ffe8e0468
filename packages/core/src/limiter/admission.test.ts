import { describe, expect, it } from '@jest/globals'
import type { Policy } from '../policy/policy.js'
import { memoryStore } from '../store/memory-store.js'
import type { RenewCall, Store } from '../store/store.js'
import type { Admission } from './admission.js'
import type { AdmittedCall } from './decision.js'
import { ada, admitted, admittedCall, benchWith, denied, MINUTE, tokens } from './limiter.fixture.js'

interface Asked {
  readonly raised: number
  readonly renewed: readonly RenewCall[]
}

/** A bench whose store counts how often it is asked. */
function watched(policy: Policy = {}) {
  const asked = { raised: 0, renewed: [] as RenewCall[] }
  let store: Store | undefined
  const bench = benchWith({
    quotas: ['1000 tokens / hour', { quota: '100 requests / minute', ladder: 'wall' }],
    expects: { outputTokens: 0 },
    store: {
      reserve: (call) => real().reserve(call),
      raise(reservation, call) {
        asked.raised += 1
        return real().raise(reservation, call)
      },
      renew(reservation, call) {
        asked.renewed.push(call)
        return real().renew(reservation, call)
      },
      settle: (reservation, settlement) => real().settle(reservation, settlement),
      peek: (partitions) => real().peek(partitions),
      reset: (partitions) => real().reset(partitions),
      health: async () => {},
      close: async () => {},
    },
    ...policy,
  })
  const real = (): Store => {
    store ??= memoryStore({ clock: bench.clock })
    return store
  }
  const counted: Asked = asked
  return { ...bench, asked: counted, used: async () => (await bench.limiter.usage(ada)).quotas[0]?.used }
}

const usage = (inputTokens: number, outputTokens = 0) => ({ inputTokens, outputTokens })

describe('the calls of a reservation', () => {
  it('that fit what is held and not yet taken ask no store', async () => {
    const { ask, asked, used } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    admittedCall(await admission.reserve(tokens(60)))
    admittedCall(await admission.reserve(tokens(40)))
    expect([asked.raised, await used()]).toEqual([0, 100])
  })

  it('take more for the missing part only', async () => {
    const { ask, asked, used } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    admittedCall(await admission.reserve(tokens(60)))
    admittedCall(await admission.reserve(tokens(60)))
    expect([asked.raised, await used()]).toEqual([1, 120])
  })

  it('that want more at the same time add up', async () => {
    const { ask, used } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    const calls = await Promise.all(Array.from({ length: 5 }, () => admission.reserve(tokens(150))))
    expect(calls.map(({ outcome }) => outcome)).toEqual(Array(5).fill('admitted'))
    expect(await used()).toBe(750)
  })

  it('use again what a call before them did not need', async () => {
    const { ask, asked, used } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    admittedCall(await admission.reserve(tokens(100))).settle(usage(10))
    admittedCall(await admission.reserve(tokens(90)))
    expect([asked.raised, await used()]).toEqual([0, 100])
  })

  it('take more after one that used more than it held', async () => {
    const { ask, asked, used } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    admittedCall(await admission.reserve(tokens(100))).settle(usage(300))
    admittedCall(await admission.reserve(tokens(50)))
    expect([asked.raised, await used()]).toEqual([1, 350])
  })

  it('count as one request, however many there are', async () => {
    const { ask, limiter } = watched()
    const admission = admitted(await ask({ call: tokens(10) }))
    for (let i = 0; i < 5; i += 1) admittedCall(await admission.reserve(tokens(10))).settle(usage(10))
    await admission.end('finished')
    expect((await limiter.usage(ada)).quotas.map(({ used }) => used)).toEqual([50, 1])
  })

  it('that are refused leave things as they were (I16)', async () => {
    const { ask, used, heard } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    const told: number[] = []
    admission.whenCallDenied = ({ retryAfterMs }) => told.push(retryAfterMs)
    const refused = denied(await admission.reserve(tokens(1_300)))
    expect(refused).toMatchObject({ reason: 'too-large', violated: ['tokens-per-hour'] })
    expect(heard['call-denied']).toMatchObject([{ door: 'call', reason: 'too-large' }])
    expect(told).toEqual([refused.retryAfterMs])
    expect(await used()).toBe(100)
    admittedCall(await admission.reserve(tokens(100)))
    expect(await used()).toBe(100)
  })

  it('that are refused for now say when they would pass, and pass then', async () => {
    const { ask, clock } = watched()
    await admitted(await ask({ call: tokens(700) })).settle(usage(700))
    clock.advance(MINUTE)
    const admission = admitted(await ask({ call: tokens(100) })).keepAlive()
    const refused = denied(await admission.reserve(tokens(600)))
    expect(refused.reason).toBe('budget')
    await clock.advanceAsync(refused.retryAfterMs)
    admittedCall(await admission.reserve(tokens(600)))
  })

  it('that their own request leaves no room for are not too large: another request may pass, waiting does not help', async () => {
    const { ask } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    admittedCall(await admission.reserve(tokens(1_100))).settle(usage(1_150))
    const refused = denied(await admission.reserve(tokens(100)))
    expect(refused).toMatchObject({
      reason: 'budget',
      retryAfterMs: Number.POSITIVE_INFINITY,
      violated: ['tokens-per-hour'],
      wouldAdmit: undefined,
    })
    admittedCall(await admission.reserve(tokens(50)))
  })

  it('see what everyone uses without what their own request holds of it', async () => {
    const { ask } = watched({ quotas: [], everyone: ['1000 tokens / hour'] })
    admitted(await ask({ subject: { user: 'grace' }, call: tokens(300) })).keepAlive()
    const admission = admitted(await ask({ call: tokens(500) })).keepAlive()
    admittedCall(await admission.reserve(tokens(700)))
    expect(denied(await admission.reserve(tokens(1)))).toMatchObject({
      reason: 'wall',
      violated: ['everyone-tokens-per-hour'],
    })
  })

  it('go down the ladder as the reservation grows', async () => {
    const { ask } = watched({ expects: { model: 'dear', outputTokens: 100 } })
    const admission = admitted(await ask({ call: tokens(100, 100) }))
    expect(admission.phase).toBe('normal')
    const call = admittedCall(await admission.reserve(tokens(850, 400)))
    expect(call.terms).toMatchObject({ model: 'cheap', insteadOf: 'dear', delayMs: 400 })
    expect([call.phase, admission.phase]).toEqual(['soft', 'soft'])
  })

  it('of a dearer model do not pass for what is held of a cheaper one', async () => {
    const { ask, asked, limiter } = watched({ quotas: ['$9 / day'], expects: { model: 'cheap', outputTokens: 100 } })
    const admission = admitted(await ask({ call: tokens(9_000, 100) }))
    admittedCall(await admission.reserve({ model: 'dear', ...tokens(10, 20) })).settle({})
    expect(asked.raised).toBe(1)
    await admission.end('finished')
    expect((await limiter.usage(ada)).quotas[0]?.used).toBe(10 * 15_000 + 20 * 75_000)
  })

  it('are refused as closed once the request is over', async () => {
    const { ask } = watched()
    const admission = admitted(await ask())
    await admission.end('finished')
    expect(denied(await admission.reserve(tokens(1))).reason).toBe('closed')
  })

  it('with numbers that are none are the mistake of the caller, and change nothing (I9)', async () => {
    const { ask, used } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    for (const inputTokens of [Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY, 2 ** 53])
      await expect(admission.reserve({ inputTokens })).rejects.toMatchObject({ code: 'invalid-call' })
    expect(await used()).toBe(100)
    admittedCall(await admission.reserve(tokens(100)))
  })
})

describe('the end of a request', () => {
  const ended = async (prepare: (admission: Admission) => Promise<void>): Promise<number | undefined> => {
    const { ask, used } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    await prepare(admission)
    return used()
  }

  it.each([
    ['finished', 100],
    ['aborted', 100],
    ['failed', 0],
  ] as const)('without a call seen, %s, charges %d of 100 expected', async (outcome, charged) => {
    expect(await ended((admission) => admission.end(outcome))).toBe(charged)
  })

  it('charges the sum of its calls: what finished, what was seen of the aborted, nothing of the released', async () => {
    const charged = await ended(async (admission) => {
      const calls: AdmittedCall[] = []
      for (let i = 0; i < 4; i += 1) calls.push(admittedCall(await admission.reserve(tokens(100))))
      calls[0]?.settle(usage(90, 7))
      calls[1]?.release()
      void calls[2]?.observe(3)
      calls[2]?.settle({}, 'aborted')
      calls[3]?.settle({ outputTokens: 5 })
      await admission.end('failed')
    })
    expect(charged).toBe(97 + 103 + 105)
  })

  it.each(['failed', 'finished'] as const)(
    'releases when all its calls were, though the handler %s',
    async (outcome) => {
      expect(
        await ended(async (admission) => {
          admittedCall(await admission.reserve(tokens(100))).release()
          await admission.end(outcome)
        }),
      ).toBe(0)
    },
  )

  it('keeps what its calls spent when the request is handed back (I3)', async () => {
    expect(
      await ended(async (admission) => {
        admittedCall(await admission.reserve(tokens(100))).settle(usage(90))
        await admission.release()
      }),
    ).toBe(90)
  })

  it('adds no call that was still being asked for (I1, I3)', async () => {
    const { ask, used } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    const call = admission.reserve(tokens(500))
    await admission.end('aborted')
    expect(denied(await call).reason).toBe('closed')
    expect(await used()).toBe(0)
  })

  it('fills what a settlement leaves out from the calls that were seen, and tells no attempt twice', async () => {
    const { ask, used, heard } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    admittedCall(await admission.reserve(tokens(300))).settle(usage(300, 20))
    await admission.settle({ outputTokens: 50 })
    expect([await used(), heard['attempt-ended'].length]).toEqual([350, 1])
  })

  it('is over for a platform that waits for it with the last of its calls, whenever that is asked (I3)', async () => {
    const { ask, used } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    const call = admittedCall(await admission.reserve(tokens(50)))
    const seen: unknown[] = []
    const waited = admission.settled.then(async () => seen.push(await used()))
    await admission.end('finished')
    await new Promise(setImmediate)
    expect([admission.isIdle, seen]).toEqual([false, []])
    call.settle(usage(40))
    await Promise.all([waited, admission.settled])
    expect([admission.isIdle, seen]).toEqual([true, [40]])
  })

  it('waits for calls that still run, and is charged with the last of them', async () => {
    const { ask, used, heard } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    const [first, second] = [
      admittedCall(await admission.reserve(tokens(50))),
      admittedCall(await admission.reserve(tokens(50))),
    ]
    await admission.end('finished')
    first.settle(usage(40))
    expect(heard['reservation-settled']).toEqual([])
    second.settle(usage(41))
    expect(heard['reservation-settled']).toHaveLength(1)
    expect(await used()).toBe(81)
  })

  it('waits 30 s for them, then charges what was seen', async () => {
    const { ask, clock, used, heard } = watched()
    const admission = admitted(await ask({ call: tokens(100) })).keepAlive()
    const call = admittedCall(await admission.reserve(tokens(50)))
    void call.observe(7)
    await admission.end('finished')
    await clock.advanceAsync(29_999)
    expect(await used()).toBe(50 + 7 + 128)
    await clock.advanceAsync(1)
    expect(await used()).toBe(57)
    expect(heard['attempt-ended']).toMatchObject([{ outcome: 'aborted', usage: { inputTokens: 50, outputTokens: 7 } }])
    call.settle(usage(99, 99))
    expect(await used()).toBe(57)
  })

  it('settles once, whatever ends it in whatever order (I15)', async () => {
    const ways: Readonly<Record<string, (admission: Admission) => unknown>> = {
      end: (admission) => admission.end('finished'),
      settle: (admission) => admission.settle(usage(70)),
      release: (admission) => admission.release(),
      abort: (admission) => admission.end('aborted'),
    }
    const first: Readonly<Record<string, number>> = { end: 100, settle: 70, release: 0, abort: 100 }
    for (const order of permutations(Object.keys(ways))) {
      const { ask, used, heard } = watched()
      const admission = admitted(await ask({ call: tokens(100) })).keepAlive()
      for (const way of [...order, ...order]) await ways[way]?.(admission)
      // The truth replaces an estimate; nothing replaces the truth, nor a release.
      const [way = ''] = order
      const isCorrected = (way === 'end' || way === 'abort') && order.includes('settle')
      const settles = heard['reservation-settled'].map(({ estimated, released }) => ({ estimated, released }))
      expect({ order, used: await used(), settles: settles.length }).toEqual({
        order,
        used: isCorrected ? 70 : first[way],
        settles: isCorrected ? 2 : 1,
      })
      expect(settles[0]).toEqual({ estimated: isCorrected, released: way === 'release' })
    }
  })
})

describe('a settlement', () => {
  it('that was estimated is replaced once, by the whole truth only', async () => {
    const { ask, used, heard } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    await admission.end('finished')
    await admission.settle({ outputTokens: 5 })
    expect(await used()).toBe(100)
    await admission.settle(usage(60))
    await admission.settle(usage(10))
    expect(await used()).toBe(60)
    expect(heard['reservation-settled'].map(({ estimated }) => estimated)).toEqual([true, false])
  })

  it('keeps the estimate of what is missing, and says so', async () => {
    const { ask, used, heard } = watched({ expects: { outputTokens: 30 } })
    await admitted(await ask({ call: tokens(100, 50) })).settle({ inputTokens: 80 })
    expect(await used()).toBe(110)
    expect(heard['reservation-settled'][0]?.estimated).toBe(true)
  })

  it('takes 0 for a value', async () => {
    const { ask, used, heard } = watched()
    await admitted(await ask({ call: tokens(100) })).settle(usage(0, 0))
    expect(await used()).toBe(0)
    expect(heard['reservation-settled'][0]).toMatchObject({ estimated: false, released: false })
  })

  it.each([
    {},
    { model: 'dear' },
    { cacheReadTokens: 5 },
    { inputTokens: Number.NaN },
    { inputTokens: -1, outputTokens: Number.POSITIVE_INFINITY },
    { inputTokens: '7' as unknown as number },
  ])('of %j changes nothing', async (empty) => {
    const { ask, used, heard } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    await admission.settle(empty)
    expect([admission.isOpen, await used(), heard['reservation-settled'].length]).toEqual([true, 100, 0])
  })

  it('never takes a number that is none for 0, nor for the truth (I9)', async () => {
    const { ask, used, heard } = watched({ expects: { outputTokens: 30 } })
    const admission = admitted(await ask({ call: tokens(100, 50) }))
    await admission.settle({ inputTokens: 50, outputTokens: Number.NaN })
    expect([await used(), heard['reservation-settled'][0]?.estimated]).toEqual([80, true])
    await admission.settle(usage(50, 1))
    expect(await used()).toBe(51)
  })

  it('of more than can be counted is an amount still', async () => {
    const { ask, used, heard } = watched({ quotas: ['$9 / day'], expects: { model: 'dear' } })
    await admitted(await ask({ call: tokens(1) })).settle(usage(1e300, 1e300))
    expect(heard['store-failed']).toEqual([])
    expect(await used()).toBe(9e13)
  })

  it('is priced by the model that was called', async () => {
    const { ask, used } = watched({ quotas: ['$9 / day'], expects: { model: 'dear' } })
    await admitted(await ask({ call: tokens(1_000) })).settle({ model: 'cheap', ...usage(1_000) })
    expect(await used()).toBe(250_000)
  })
})

describe('the lease of an open response', () => {
  it('is renewed every 20 s by one timer for all, and no more once they are settled', async () => {
    const { ask, asked, clock, used } = watched()
    const admissions = [admitted(await ask({ call: tokens(10) })), admitted(await ask({ call: tokens(10) }))]
    for (const admission of admissions) admission.keepAlive().keepAlive()
    expect(clock.pending).toBe(1)
    await clock.advanceAsync(5 * MINUTE)
    expect([asked.renewed.length, await used()]).toEqual([30, 20])
    for (const admission of admissions) await admission.settle(usage(1))
    await clock.advanceAsync(MINUTE)
    expect([asked.renewed.length, clock.pending, await used()]).toEqual([30, 0, 2])
  })

  it('is not begun for a reservation that is over', async () => {
    const { ask, clock } = watched()
    const admission = admitted(await ask())
    await admission.release()
    admission.keepAlive()
    expect(clock.pending).toBe(0)
  })

  it('ends by itself when nobody renews it, charged with what was seen last (I2)', async () => {
    const { ask, clock, used } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    const call = admittedCall(await admission.reserve(tokens(50)))
    void call.observe(11)
    await admission.renew()
    clock.advance(65_000)
    expect(await used()).toBe(61)
  })

  it('tells the store what is seen as it grows, and holds it and 128 tokens more', async () => {
    const { ask, asked, used } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    await admission.renew()
    const call = admittedCall(await admission.reserve(tokens(50)))
    for (const seen of [10, 80, Number.NaN, 70]) {
      void call.observe(seen)
      await admission.renew()
    }
    expect(asked.renewed.map(({ observed, hold }) => [observed[0], hold[0]])).toEqual([
      [0, 100],
      [60, 188],
      [60, 188],
      [130, 188],
      [130, 188],
      [120, 188],
    ])
    expect(await used()).toBe(188)
  })

  it('that had ended is charged with the truth when it comes late', async () => {
    const { ask, clock, used, heard } = watched()
    const admission = admitted(await ask({ call: tokens(100) }))
    clock.advance(2 * MINUTE)
    expect(await used()).toBe(0)
    await admission.settle(usage(70))
    expect(await used()).toBe(70)
    expect(heard['reservation-settled']).toHaveLength(1)
  })
})

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, i) =>
    permutations(items.filter((_, other) => other !== i)).map((rest) => [item, ...rest]),
  )
}

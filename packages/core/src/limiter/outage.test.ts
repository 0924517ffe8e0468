import { describe, expect, it } from '@jest/globals'
import { StoreError } from '../errors.js'
import { type SharedStore, sharedStore } from '../outage/outage.fixture.js'
import type { Policy } from '../policy/policy.js'
import type { Subject } from '../words.js'
import {
  ada,
  admitted,
  admittedCall,
  type Bench,
  benchWith,
  denied,
  MINUTE,
  spendTokens,
  tokens,
} from './limiter.fixture.js'
import { createLimiter } from './limiter.js'

const bob: Subject = { user: 'bob' }

/** A limiter on a store in another process. */
function setUp(policy: Policy = {}): Bench & { readonly shared: SharedStore } {
  let shared: SharedStore | undefined
  const store = (): SharedStore['store'] => {
    shared ??= sharedStore(bench.clock)
    return shared.store
  }
  const bench = benchWith({
    quotas: ['1000 tokens / hour', '50 requests / hour'],
    ladder: 'wall',
    expects: { outputTokens: 0 },
    random: () => 0,
    store: {
      reserve: (call) => store().reserve(call),
      raise: (reservation, call) => store().raise(reservation, call),
      renew: (reservation, call) => store().renew(reservation, call),
      settle: (reservation, settlement) => store().settle(reservation, settlement),
      peek: (partitions) => store().peek(partitions),
      reset: (partitions) => store().reset(partitions),
      health: () => store().health(),
      close: () => store().close(),
    },
    ...policy,
  })
  store()
  return {
    ...bench,
    get shared() {
      return shared as SharedStore
    },
  }
}

const UNAVAILABLE = { outcome: 'unavailable', retryAfterMs: 1_000 }

describe('a limiter whose store fails', () => {
  it('goes on with a tenth of what was left, then is unavailable and never denies (I24, I4b)', async () => {
    const { limiter, ask, shared, heard } = setUp()
    await spendTokens(limiter, 400)
    shared.way = () => 'refuses'
    expect(admitted(await ask({ call: tokens(40) })).percent).toBe(44)
    expect(await ask({ call: tokens(21) })).toEqual(UNAVAILABLE)
    expect(admitted(await ask({ call: tokens(20) })).statuses[0]).toMatchObject({ used: 460, remaining: 540 })
    expect(await ask({ call: tokens(1) })).toEqual(UNAVAILABLE)
    expect(heard['call-denied']).toEqual([])
    expect(heard['store-degraded']).toEqual([{ whenStoreFails: 'local' }])
  })

  it('with "deny" is unavailable at once, and denies again as soon as the store is back', async () => {
    const { limiter, ask, shared, clock } = setUp({ whenStoreFails: 'deny' })
    await spendTokens(limiter, 1_000)
    expect(denied(await ask({ call: tokens(1) })).reason).toBe('budget')
    shared.way = () => 'refuses'
    for (let i = 0; i < 5; i += 1) expect(await ask({ call: tokens(1) })).toEqual(UNAVAILABLE)
    shared.way = () => 'works'
    await clock.advanceAsync(1_000)
    expect(denied(await ask({ call: tokens(1) })).reason).toBe('budget')
  })

  it('with "open" admits each budget once more at most, for a minute', async () => {
    const { limiter, ask, shared, clock } = setUp({ whenStoreFails: 'open' })
    await spendTokens(limiter, 1_000)
    shared.way = () => 'refuses'
    admitted(await ask({ call: tokens(1_000) }))
    expect(await ask({ call: tokens(1) })).toEqual(UNAVAILABLE)
    admitted(await ask({ subject: bob, call: tokens(1) }))
    await clock.advanceAsync(MINUTE)
    expect(await ask({ subject: bob, call: tokens(1) })).toEqual(UNAVAILABLE)
  })

  it('decides without a promise while it does not ask the store (I12)', async () => {
    const { limiter, ask, shared } = setUp()
    shared.way = () => 'refuses'
    for (let i = 0; i < 3; i += 1) await ask({ subject: bob, call: tokens(1) })
    expect(limiter.decide({ subject: ada, call: tokens(1) })).toMatchObject({ outcome: 'admitted' })
    expect(limiter.decide({ subject: ada, call: tokens(500) })).toEqual(UNAVAILABLE)
  })

  it('runs work, and turns it away unbegun', async () => {
    const { limiter, shared } = setUp()
    shared.way = () => 'refuses'
    const run = (inputTokens: number) => limiter.run({ subject: ada, call: tokens(inputTokens) }, async () => 'done')
    expect(await run(50)).toEqual({ outcome: 'admitted', value: 'done' })
    expect(await run(51)).toEqual(UNAVAILABLE)
  })

  it('serves model calls of what it admitted itself, and of the others what is held', async () => {
    const { ask, shared } = setUp()
    const before = admitted(await ask({ call: tokens(50) }))
    shared.way = () => 'refuses'
    const local = admitted(await ask({ call: tokens(20) }))
    admittedCall(await local.reserve(tokens(60))).settle({ inputTokens: 60, outputTokens: 0 })
    expect(await local.reserve(tokens(60))).toEqual(UNAVAILABLE)
    admittedCall(await before.reserve(tokens(50))).settle({ inputTokens: 50, outputTokens: 0 })
    expect(await before.reserve(tokens(1))).toEqual(UNAVAILABLE)
  })

  it('degrades before it is unavailable: each rung has its part of what is left', async () => {
    const { limiter, ask, shared } = setUp({ ladder: undefined, quotas: ['1000 tokens / hour'] })
    await spendTokens(limiter, 500)
    shared.way = () => 'refuses'
    expect(admitted(await ask({ call: tokens(50) })).phase).toBe('normal')
    expect(admitted(await ask({ call: tokens(20) })).phase).toBe('soft')
    expect(await ask({ call: tokens(1) })).toEqual(UNAVAILABLE)
  })

  it('brings its books to the store: counters, ledger lines and what was spent agree (F40, I3)', async () => {
    const { limiter, ask, shared, clock, heard } = setUp({
      everyone: ['5000 tokens / hour'],
      quotas: ['1000 tokens / hour'],
    })
    const before = admitted(await ask({ call: tokens(10) }))
    shared.way = () => 'refuses'
    await before.settle({ inputTokens: 11, outputTokens: 1 })
    const local = admitted(await ask({ call: tokens(30) }))
    await local.settle({ inputTokens: 31, outputTokens: 2 })
    await admitted(await ask({ call: tokens(20) })).release()
    const late = admitted(await ask({ call: tokens(5) })).keepAlive()
    shared.way = () => 'works'
    await clock.advanceAsync(90_000)
    await late.settle({ inputTokens: 7, outputTokens: 0 })
    await clock.advanceAsync(5_000)
    expect((await limiter.usage(ada)).quotas[0]?.used).toBe(12 + 33 + 7)
    const charged = heard['reservation-settled'].map(({ amounts }) => amounts.map((amount) => amount.charged))
    expect(charged).toEqual([
      [12, 12],
      [33, 33],
      [0, 0],
      [7, 7],
    ])
  })

  it('tells when it begins and ends, and counts what it did meanwhile by quota, in shown units (I24)', async () => {
    const { limiter, ask, shared, clock, heard } = setUp()
    expect(limiter.outages()).toMatchObject({ isDegraded: false, outages: 0, admitted: 0 })
    shared.way = () => 'refuses'
    for (let i = 0; i < 2; i += 1) admitted(await ask({ call: tokens(30) }))
    expect(await ask({ call: tokens(41) })).toEqual(UNAVAILABLE)
    await clock.advanceAsync(10_000)
    expect(limiter.outages()).toMatchObject({ isDegraded: true, degradedMs: 10_000, admitted: 2 })
    shared.way = () => 'works'
    await clock.advanceAsync(1_000)
    const units = { 'tokens-per-hour': 60, 'requests-per-hour': 2 }
    expect(heard['store-recovered']).toMatchObject([{ admitted: 2, refused: 1, units }])
    expect(limiter.outages()).toMatchObject({ isDegraded: false, outages: 1, admitted: 2, refused: 1, units })
    // One failure each: two that went on, one that did not.
    expect(heard['store-failed'].map(({ during }) => during)).toEqual(['reserve', 'reserve', 'reserve'])
    expect(JSON.stringify([heard['store-degraded'], heard['store-recovered']])).not.toContain('ada')
  })

  it('says what is lost when it is closed before the store is back, and does not hang (I19)', async () => {
    const { limiter, ask, shared, clock, heard } = setUp()
    shared.way = () => 'hangs'
    const asked = ask({ call: tokens(30) })
    await clock.advanceAsync(100)
    await admitted(await asked).settle({ inputTokens: 30, outputTokens: 0 })
    const closed = limiter.close()
    await clock.advanceAsync(200)
    await closed
    expect(heard['settlements-dropped']).toEqual([
      { settlements: 1, units: { 'tokens-per-hour': 30, 'requests-per-hour': 1 } },
    ])
    expect(clock.pending).toBe(0)
  })

  it('cannot say where a subject stands, and is not healthy', async () => {
    const { limiter, shared } = setUp()
    shared.way = () => 'refuses'
    await expect(limiter.usage(ada)).rejects.toBeInstanceOf(StoreError)
    await expect(limiter.health()).rejects.toBeInstanceOf(StoreError)
    await expect(limiter.reset(ada)).rejects.toBeInstanceOf(StoreError)
  })

  it('waits for as long as it is told to', async () => {
    const { ask, shared, clock } = setUp({ whenStoreFails: 'deny', storeDeadlineMs: 2_500 })
    shared.way = () => 'hangs'
    const asked = ask()
    let isDecided = false
    void asked.then(() => {
      isDecided = true
    })
    await clock.advanceAsync(2_499)
    expect(isDecided).toBe(false)
    await clock.advanceAsync(1)
    expect(await asked).toEqual(UNAVAILABLE)
  })

  it.each(['local', 'open', 'deny'] as const)(
    'in shadow mode lets everything pass, with "%s" too',
    async (whenStoreFails) => {
      const { ask, shared } = setUp({ mode: 'shadow', whenStoreFails })
      shared.way = () => 'refuses'
      for (let i = 0; i < 10; i += 1) {
        const admission = admitted(await ask({ call: tokens(900) }))
        admittedCall(await admission.reserve(tokens(2_000))).settle({ inputTokens: 1, outputTokens: 0 })
        await admission.end('finished')
      }
    },
  )

  it('that is switched off never asks it', async () => {
    const { limiter, ask, shared, clock } = setUp({ mode: 'off' })
    shared.way = () => 'refuses'
    for (let i = 0; i < 10; i += 1) await admitted(await ask({ call: tokens(9_999) })).end('finished')
    await limiter.close()
    expect(shared.asked).toEqual([])
    expect(clock.pending).toBe(0)
    expect(limiter.outages().outages).toBe(0)
  })
})

describe('what to do when the store fails', () => {
  it('may be said where the store was left out on purpose', () => {
    const onAServer = false as boolean
    const store = onAServer ? sharedStore({ now: () => 0, setTimer: () => () => undefined }).store : undefined
    const limiter = createLimiter({ quotas: ['1 requests / day'], store, whenStoreFails: 'local', storeDeadlineMs: 50 })
    expect(limiter.storeKind).toBe('memory')
  })
})

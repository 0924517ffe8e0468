import { describe, expect, it } from '@jest/globals'
import { InvalidAmountError, StoreError } from '../errors.js'
import type { Store } from '../store/store.js'
import {
  ADA,
  callOf,
  granted,
  handleOf,
  type Method,
  outageBench,
  outcomeOf,
  processOf,
  spend,
  truth,
  usedOf,
  type Way,
} from './outage.fixture.js'

const call = callOf(10)
const EACH: readonly (readonly [Method, (store: Store) => unknown])[] = [
  ['reserve', (store) => store.reserve(callOf(10))],
  ['raise', (store) => store.raise(handleOf(call), { step: 1, leaseMs: 60_000, offers: call.offers, taken: [0] })],
  ['renew', (store) => store.renew(handleOf(call), { leaseMs: 60_000, observed: [0], hold: [10] })],
  ['peek', (store) => store.peek(ADA)],
  ['reset', (store) => store.reset(ADA)],
  ['health', (store) => store.health()],
]

describe('a store that answers', () => {
  it('at once is passed through as it is: no promise, no timer, the very same replies', () => {
    const { store, shared, clock } = outageBench()
    shared.way = () => 'answers at once'
    const first = callOf(10)
    expect(store.reserve(first)).toMatchObject({ kind: 'granted', used: [10] })
    expect(store.renew(handleOf(first), { leaseMs: 60_000, observed: [0], hold: [10] })).toMatchObject({ used: [10] })
    expect(store.settle(handleOf(first), truth(first, 7))).toMatchObject({ kind: 'settled' })
    expect(store.peek(ADA)).toMatchObject({ records: [{}] })
    expect(store.reserve(callOf(999))).toMatchObject({ kind: 'refused', reason: 'quota' })
    expect(clock.pending).toBe(0)
  })

  it('later is passed through too, and each timer goes with its answer', async () => {
    const { store, clock, heard } = outageBench()
    const first = callOf(10)
    expect(await store.reserve(first)).toMatchObject({ kind: 'granted', used: [10] })
    const raise = { step: 1, leaseMs: 60_000, offers: callOf(5).offers, taken: [10] }
    expect(await store.raise(handleOf(first), raise)).toMatchObject({ kind: 'granted', used: [15] })
    expect(await store.settle(handleOf(first), truth(first, 20))).toMatchObject({ kind: 'settled' })
    expect(await store.reserve(callOf(981))).toMatchObject({ kind: 'refused', records: [{}] })
    await store.reset(ADA)
    await store.health()
    expect(clock.pending).toBe(0)
    expect(heard).toEqual({ degraded: [], recovered: [], bridged: [], dropped: [] })
  })
})

describe.each<Way>(['hangs', 'freezes', 'loses'])('a store that %s', (way) => {
  it.each(EACH)('keeps %s waiting for one deadline, and no longer (F34, F35, I12)', async (method, ask) => {
    const { store, shared, clock } = outageBench({ whenStoreFails: 'deny' })
    shared.way = (asked) => (asked === method ? way : 'works')
    let ended: unknown
    void outcomeOf(() => ask(store)).then((outcome) => {
      ended = outcome
    })
    await clock.advanceAsync(99)
    expect(ended).toBeUndefined()
    await clock.advanceAsync(1)
    expect(ended).toBeInstanceOf(StoreError)
  })

  it('keeps a settlement waiting for one deadline, then it is kept for later', async () => {
    const { store, shared, clock, heard } = outageBench({ whenStoreFails: 'deny' })
    const open = callOf(10)
    await granted(store, open)
    shared.way = () => way
    const settled = outcomeOf(() => store.settle(handleOf(open), truth(open, 7)))
    await clock.advanceAsync(100)
    expect(await settled).toMatchObject({ kind: 'settled' })
    expect(heard.bridged).toMatchObject([{ during: 'settle' }])
  })

  it('is not waited for at all from the third failure on: p99 of a request is one deadline (F34, I12)', async () => {
    const { store, shared, clock } = outageBench({ whenStoreFails: 'deny' })
    shared.way = () => way
    const waits: number[] = []
    for (let i = 0; i < 200; i += 1) {
      const start = clock.now()
      void outcomeOf(() => store.reserve(callOf(1))).then(() => waits.push(clock.now() - start))
      await clock.advanceAsync(10)
    }
    await clock.advanceAsync(100)
    expect(waits).toHaveLength(200)
    expect(Math.max(...waits)).toBe(100)
    // Asked before three had failed: at 0 to 110 ms.
    expect(waits.filter((wait) => wait > 0).length).toBeLessThanOrEqual(12)
    expect(shared.asked.filter((method) => method === 'reserve').length).toBeLessThanOrEqual(12)
  })
})

describe('what counts as a failure', () => {
  it('is any error that is not the caller`s: it becomes a StoreError with its cause (F36)', async () => {
    const { store, shared, heard } = outageBench({ whenStoreFails: 'deny' })
    shared.way = () => 'refuses'
    const outcome = await outcomeOf(() => store.reserve(callOf(1)))
    expect(outcome).toBeInstanceOf(StoreError)
    expect((outcome as Error).cause).toMatchObject({ message: expect.stringContaining('ECONNREFUSED') })
    expect(heard.degraded).toEqual(['deny'])
  })

  it('is not an amount that is none: that passes through, and the store stays well', async () => {
    const { store, shared, heard } = outageBench()
    for (const way of ['works', 'answers at once'] as const) {
      shared.way = () => way
      for (let i = 0; i < 5; i += 1)
        expect(await outcomeOf(() => store.reserve(callOf(Number.NaN)))).toBeInstanceOf(InvalidAmountError)
    }
    expect(heard.degraded).toEqual([])
  })

  it('is an error thrown at once as well', async () => {
    const { clock, shared } = outageBench()
    const throwing = {
      ...shared.store,
      reserve: () => {
        throw new Error('closed')
      },
    }
    const { store, heard } = processOf(throwing, clock, { whenStoreFails: 'deny' })
    for (let i = 0; i < 3; i += 1) expect(await outcomeOf(() => store.reserve(callOf(1)))).toBeInstanceOf(StoreError)
    expect(heard.degraded).toEqual(['deny'])
  })
})

describe('a reserve without an answer (F6, F37)', () => {
  it.each<Way>(['freezes', 'loses'])(
    'is handed back when the store that %s answers again: nothing stays held',
    async (way) => {
      const { store, shared, clock } = outageBench({ whenStoreFails: 'deny' })
      shared.way = () => way
      const all = Array.from({ length: 50 }, () => outcomeOf(() => store.reserve(callOf(10))))
      await clock.advanceAsync(100)
      for (const outcome of await Promise.all(all)) expect(outcome).toBeInstanceOf(StoreError)
      shared.thaw()
      expect(usedOf(shared)).toEqual([500])
      await clock.advanceAsync(1_000)
      expect(usedOf(shared)).toEqual([0])
    },
  )

  it('that is done after its release is refused: its id is over', async () => {
    const { store, shared, clock } = outageBench({ whenStoreFails: 'deny' })
    shared.way = (method) => (method === 'reserve' ? 'freezes' : 'works')
    const outcome = outcomeOf(() => store.reserve(callOf(10)))
    await clock.advanceAsync(1_000)
    expect(await outcome).toBeInstanceOf(StoreError)
    expect(shared.asked).toContain('settle')
    shared.thaw()
    expect(usedOf(shared)).toEqual([0])
  })

  it('is not asked again under its id until that is over, and then it is closed: never a second grant (F5)', async () => {
    const { store, shared, clock } = outageBench({ whenStoreFails: 'deny' })
    const job = callOf(10)
    shared.way = (method) => (method === 'health' ? 'works' : 'loses')
    const first = outcomeOf(() => store.reserve(job))
    await clock.advanceAsync(100)
    expect(await first).toBeInstanceOf(StoreError)
    expect(await outcomeOf(() => store.reserve(job))).toBeInstanceOf(StoreError)
    shared.way = () => 'works'
    await clock.advanceAsync(3_000)
    expect(await outcomeOf(() => store.reserve(job))).toMatchObject({ kind: 'closed' })
    expect(usedOf(shared)).toEqual([0])
  })

  it('under an id of the caller`s own may be asked for again: the same grant, and else it ends with its lease (F5)', async () => {
    const { store, shared, clock } = outageBench({ whenStoreFails: 'deny' })
    const job = callOf(10, { isFresh: false, issuedAt: clock.now() })
    shared.way = (method) => (method === 'reserve' ? 'loses' : 'works')
    const first = outcomeOf(() => store.reserve(job))
    await clock.advanceAsync(1_000)
    expect(await first).toBeInstanceOf(StoreError)
    shared.way = () => 'works'
    expect(await granted(store, job)).toMatchObject({ used: [10] })
    await clock.advanceAsync(65_000)
    expect(usedOf(shared)).toEqual([0])
  })

  it('takes nothing from the request that was granted under the same id (I3)', async () => {
    const { store, shared, clock } = outageBench({ whenStoreFails: 'deny' })
    const job = callOf(10, { isFresh: false })
    await granted(store, job)
    shared.way = (method) => (method === 'reserve' ? 'hangs' : 'works')
    const repeat = outcomeOf(() => store.reserve(job))
    await clock.advanceAsync(1_000)
    expect(await repeat).toBeInstanceOf(StoreError)
    expect(usedOf(shared)).toEqual([10])
    expect(await store.settle(handleOf(job), truth(job, 8))).toMatchObject({ kind: 'settled' })
    expect(usedOf(shared)).toEqual([8])
  })

  it('gives a failed prompt back: it is no repeat', async () => {
    const { store, shared, clock } = outageBench({ whenStoreFails: 'deny' })
    const repeat = { fingerprint: 7, factors: [1_000, 2_000], windowMs: 600_000 }
    shared.way = (method) => (method === 'reserve' ? 'loses' : 'works')
    void outcomeOf(() => store.reserve(callOf(10, { repeat })))
    await clock.advanceAsync(1_000)
    shared.way = () => 'works'
    expect(await granted(store, callOf(10, { repeat }))).toMatchObject({ repeatFactor: 1_000 })
  })
})

describe('while the store does not answer', () => {
  it('"deny" admits nothing, and does not touch it but with probes (I4)', async () => {
    const { store, shared, clock, heard } = outageBench({ whenStoreFails: 'deny' })
    await spend(store, 10)
    shared.way = () => 'refuses'
    for (let i = 0; i < 100; i += 1) {
      expect(await outcomeOf(() => store.reserve(callOf(0)))).toBeInstanceOf(StoreError)
      expect(await outcomeOf(() => store.peek(ADA))).toBeInstanceOf(StoreError)
      expect(await outcomeOf(() => store.health())).toBeInstanceOf(StoreError)
      await clock.advanceAsync(100)
    }
    const asked = shared.asked.slice(2)
    expect(asked.filter((method) => method !== 'health')).toEqual(['reserve', 'peek'])
    // One was asked for; of the probes there is one in 0.8 s at most, but for the first ones.
    expect(asked.filter((method) => method === 'health').length).toBeLessThanOrEqual(1 + 3 + 10_000 / 800)
    expect(store.totals()).toMatchObject({
      isDegraded: true,
      outages: 1,
      admitted: 0,
      refused: 100,
      degradedMs: 10_000,
    })
    shared.way = () => 'works'
    await clock.advanceAsync(1_000)
    expect(heard.recovered).toMatchObject([{ admitted: 0, refused: 100, units: {} }])
    await spend(store, 10)
    expect(usedOf(shared)).toEqual([20])
  })

  it('is left alone, and comes back within a second of its recovery', async () => {
    const { store, shared, clock } = outageBench({ whenStoreFails: 'deny', random: () => 0.999 })
    shared.way = () => 'hangs'
    void outcomeOf(() => store.reserve(callOf(1)))
    await clock.advanceAsync(60_000)
    expect(store.totals().isDegraded).toBe(true)
    shared.way = () => 'works'
    await clock.advanceAsync(1_000)
    expect(store.totals().isDegraded).toBe(false)
    await granted(store, callOf(1))
  })

  it('one blip is no outage that anybody refused feels: the request goes on, and the next one asks the store', async () => {
    const { store, shared, heard } = outageBench()
    await spend(store, 10)
    shared.way = () => 'refuses'
    expect(await outcomeOf(() => store.reserve(callOf(5)))).toMatchObject({ kind: 'granted', used: [15] })
    shared.way = () => 'works'
    expect(await granted(store, callOf(5))).toMatchObject({ used: [15] })
    expect(heard.bridged).toHaveLength(1)
    expect(heard.recovered).toMatchObject([{ admitted: 1, refused: 0, units: { tokens: 5 } }])
  })
})

describe('closing', () => {
  it('brings to the store what it can, then closes it', async () => {
    const { store, shared, clock } = outageBench()
    shared.way = () => 'refuses'
    await spend(store, 30)
    shared.way = () => 'works'
    await store.close()
    expect(usedOf(shared)).toEqual([30])
    expect(shared.asked.at(-1)).toBe('close')
    expect(clock.pending).toBe(0)
  })

  it.each<Way>(['hangs', 'refuses', 'freezes', 'loses'])(
    'a store that %s takes two deadlines at most, and says what is lost (I19)',
    async (way) => {
      const { store, shared, clock, heard } = outageBench()
      const open = callOf(40)
      await granted(store, open)
      shared.way = () => way
      const spent = spend(store, 30)
      await clock.advanceAsync(100)
      await spent
      const settled = store.settle(handleOf(open), truth(open, 35))
      await clock.advanceAsync(100)
      await settled
      const closed = outcomeOf(() => store.close())
      await clock.advanceAsync(200)
      expect(await closed).toBeUndefined()
      expect(heard.dropped).toEqual([{ settlements: 2, units: { tokens: 65 } }])
      expect(store.totals().dropped).toBe(2)
      expect(clock.pending).toBe(0)
    },
  )

  it('takes one deadline for what a slow store is still to be told, and says what it was not (I19)', async () => {
    const { shared, clock } = outageBench()
    const slow: Store = {
      ...shared.store,
      async settle(reservation, settlement) {
        await new Promise<void>((resolve) => void clock.setTimer(resolve, 60))
        return shared.memory.settle(reservation, settlement)
      },
    }
    const { store, heard } = processOf(slow, clock)
    shared.way = () => 'refuses'
    const quotas = ADA[0]?.quotas ?? []
    for (let i = 0; i < 40; i += 1) await spend(store, 1, { partitions: [{ key: `user-${i}`, quotas }] })
    shared.way = () => 'works'
    const start = clock.now()
    let tookMs = -1
    void store.close().then(() => {
      tookMs = clock.now() - start
    })
    await clock.advanceAsync(1_000)
    expect(tookMs).toBe(100)
    const [lost] = heard.dropped
    expect(lost?.settlements).toBeGreaterThan(20)
    expect(lost?.units).toEqual({ tokens: lost?.settlements })
  })

  it('passes on that a store which is well cannot be closed', async () => {
    const { store, shared } = outageBench()
    shared.way = (method) => (method === 'close' ? 'refuses' : 'works')
    await spend(store, 1)
    await expect(store.close()).rejects.toThrow('ECONNREFUSED')
  })
})

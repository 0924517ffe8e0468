import { describe, expect, it } from '@jest/globals'
import { MAX_AMOUNT } from '../amounts.js'
import { StoreError } from '../errors.js'
import type { Quota } from '../store/quota.js'
import type { Offer, Partition, ReserveCall, Store } from '../store/store.js'
import { ADA, callOf, handleOf, outageBench, outcomeOf, quota, spend, truth, usedOf } from './outage.fixture.js'
import { MOST_POSTINGS } from './postings.js'
import type { WhenStoreFails } from './when-store-fails.js'

/** How many units, one by one, a process admits of one partition now. */
async function admittedOf(store: Store, most: number, more: Partial<ReserveCall> = {}): Promise<number> {
  for (let count = 0; count < most; count += 1)
    if ((await outcomeOf(() => store.reserve(callOf(1, { ...more, leaseMs: 3_600_000 })))) instanceof Error)
      return count
  return most
}

/** A bench in an outage, after so much was spent. */
async function outage(whenStoreFails: WhenStoreFails, spent = 0, partitions: readonly Partition[] = ADA) {
  const bench = outageBench({ whenStoreFails })
  if (spent > 0) await spend(bench.store, spent, { partitions })
  bench.shared.way = () => 'refuses'
  return bench
}

const bob = (quotas: readonly Quota[]): readonly Partition[] => [{ key: 'bob', quotas }]

/** Settles as it goes, since 64 may be open. */
async function spendAll(store: Store, most: number, more: Partial<ReserveCall> = {}): Promise<number> {
  for (let count = 0; count < most; count += 1)
    if ((await outcomeOf(() => spend(store, 1, more))) instanceof Error) return count
  return most
}

describe('the local share (F38, F39, I4b)', () => {
  it.each([
    [0.1, 1, 0, 100],
    [0.1, 1, 400, 60],
    [0.1, 4, 400, 15],
    [0.5, 1, 999, 0],
    [1, 1, 990, 10],
    [0.005, 1, 0, 5],
  ])('of %d for %d processes admits, after %d of 1,000, exactly %d', async (share, processes, spent, expected) => {
    const { store } = await outage({ local: { share, processes } }, spent)
    expect(await spendAll(store, 1_000)).toBe(expected)
  })

  it('refuses by a StoreError, never by a refusal: nothing says that a limit was reached (I24)', async () => {
    const { store } = await outage('local', 500)
    expect(await outcomeOf(() => store.reserve(callOf(51)))).toBeInstanceOf(StoreError)
    expect(store.totals()).toMatchObject({ admitted: 0, refused: 1 })
  })

  it('admits nothing at the wall, not even what charges nothing beyond it', async () => {
    const { store } = await outage('local', 1_000)
    expect(await outcomeOf(() => store.reserve(callOf(1)))).toBeInstanceOf(StoreError)
    const beyond = outageBench()
    const open = callOf(10)
    await beyond.store.reserve(open)
    await beyond.store.settle(handleOf(open), truth(open, 1_001))
    expect(await beyond.store.reserve(callOf(0))).toMatchObject({ kind: 'refused' })
    beyond.shared.way = () => 'refuses'
    expect(await outcomeOf(() => beyond.store.reserve(callOf(0)))).toBeInstanceOf(StoreError)
  })

  it('is of what the last answer said, refusals, renewals, raises and looks included', async () => {
    const spent = async (say: (store: Store, call: ReserveCall) => unknown): Promise<number> => {
      const { store, shared } = outageBench({ whenStoreFails: { local: { share: 1 } } })
      const call = callOf(100)
      await store.reserve(call)
      // Behind its back, as another process would.
      await spend(shared.memory, 500)
      await outcomeOf(() => say(store, call))
      shared.way = () => 'refuses'
      return spendAll(store, 1_000)
    }
    expect(await spent(() => undefined)).toBe(900)
    expect(await spent((store) => store.reserve(callOf(900)))).toBe(400)
    expect(await spent((store) => store.peek(ADA))).toBe(400)
    expect(
      await spent((store, call) => store.renew(handleOf(call), { leaseMs: 60_000, observed: [0], hold: [200] })),
    ).toBe(300)
    expect(
      await spent((store, call) =>
        store.raise(handleOf(call), { step: 1, leaseMs: 60_000, offers: callOf(50).offers, taken: [100] }),
      ),
    ).toBe(350)
  })

  it('shows what is used with what was used before', async () => {
    const { store } = await outage('local', 400)
    expect(await store.reserve(callOf(20))).toMatchObject({ kind: 'granted', used: [420] })
    expect(await store.reserve(callOf(20))).toMatchObject({ kind: 'granted', used: [440] })
  })

  it('gives back what was held and not spent', async () => {
    const { store } = await outage('local', 400)
    for (let i = 0; i < 20; i += 1) {
      const call = callOf(60)
      await store.reserve(call)
      await store.settle(handleOf(call), truth(call, i === 0 ? 1 : 0))
      if (i === 0) expect(await outcomeOf(() => store.reserve(callOf(60)))).toBeInstanceOf(StoreError)
      if (i === 0) break
    }
    expect(await spendAll(store, 1_000)).toBe(59)
  })

  it('leaves one call at a time of a concurrency quota, however many processes there are', async () => {
    const quotas = [quota('open', 4, { aging: { algorithm: 'concurrency' }, ladder: false })]
    for (const [processes, expected] of [
      [1, 4],
      [2, 2],
      [9, 1],
    ] as const) {
      const { store } = await outage({ local: { processes } })
      expect(await admittedOf(store, 10, { partitions: bob(quotas) })).toBe(expected)
    }
  })

  it('of a bucket refills at the share of its rate', async () => {
    const bucket = quota('bucket', 1_000, { aging: { algorithm: 'bucket', windowMs: 60_000, refill: 600 } })
    const { store, clock } = await outage({ local: { share: 0.1 } })
    expect(await spendAll(store, 1_000, { partitions: bob([bucket]) })).toBe(100)
    await clock.advanceAsync(60_000)
    expect(await spendAll(store, 1_000, { partitions: bob([bucket]) })).toBe(60)
  })

  it('is new with each window and each calendar period, and what was known of the last one is forgotten', async () => {
    const clockNow = Date.UTC(2026, 5, 15, 12)
    const hour = 3_600_000
    const boundaries = [-2, -1, 0, 1].map((n) => clockNow + (n + 0.5) * hour) as [number, number, number, number]
    const quotas = [quota('minute', 100, { aging: { algorithm: 'sliding', windowMs: 60_000 } })]
    const calendar = [quota('calendar', 100, { aging: { algorithm: 'calendar', boundaries } })]
    const { store, shared, clock } = outageBench({ whenStoreFails: { local: { share: 0.5 } } })
    for (const partitions of [bob(quotas), [{ key: 'eve', quotas: calendar }]]) await spend(store, 60, { partitions })
    shared.way = () => 'refuses'
    expect(await spendAll(store, 100, { partitions: bob(quotas) })).toBe(20)
    expect(await spendAll(store, 100, { partitions: [{ key: 'eve', quotas: calendar }] })).toBe(20)
    await clock.advanceAsync(61_000)
    expect(await spendAll(store, 100, { partitions: bob(quotas) })).toBe(50)
    expect(await spendAll(store, 100, { partitions: [{ key: 'eve', quotas: calendar }] })).toBe(0)
    await clock.advanceAsync(hour / 2)
    expect(await spendAll(store, 100, { partitions: [{ key: 'eve', quotas: calendar }] })).toBe(50)
  })

  it('grants the first rung that fits, each under its own cap', async () => {
    const rung = (index: number, cap: number, fixed: number): Offer => ({
      rung: index,
      charges: [{ cap, fixed, perOutputToken: 1 }],
      output: { min: 0, max: 100, hold: 10 },
    })
    const offers = [rung(0, 1_000, 60), rung(1, 1_200, 20)]
    const { store } = await outage('local', 500)
    // A tenth of 500 is too little for the first, a tenth of 700 enough for the second.
    expect(await store.reserve(callOf(0, { offers }))).toMatchObject({ offer: 1, rung: 1, output: 50, used: [530] })
  })

  it('holds a share of a wide quota to its per-user part when that part could bind', async () => {
    const wide = [quota('everyone', 1_000, { ladder: false, scaled: false })]
    const own = [quota('per user', 100, { ladder: false, onlyWhile: { quota: 1, share: 800 } })]
    const partitions = (key: string): readonly Partition[] => [
      { key, quotas: own },
      { key: 'everyone', quotas: wide },
    ]
    const low = await outage({ local: { share: 0.5 } }, 100, partitions('ada'))
    // At 10 % of it, a half of the rest cannot reach 80 %.
    expect(await spendAll(low.store, 1_000, { partitions: partitions('bob') })).toBe(450)
    const high = await outage({ local: { share: 0.5 } }, 700, partitions('ada'))
    expect(await spendAll(high.store, 1_000, { partitions: partitions('bob') })).toBe(50)
    expect(await spendAll(high.store, 1_000, { partitions: partitions('eve') })).toBe(50)
    expect(await spendAll(high.store, 1_000, { partitions: partitions('kim') })).toBe(50)
    expect(await spendAll(high.store, 1_000, { partitions: partitions('tom') })).toBe(0)
  })

  it('always lets pass what nothing may refuse: the last offer of shadow mode', async () => {
    const { store } = await outage('local', 1_000)
    const offers = [
      { rung: 1, charges: [{ cap: MAX_AMOUNT, fixed: 5_000, perOutputToken: 0 }], output: { min: 0, max: 0, hold: 0 } },
    ]
    expect(await store.reserve(callOf(0, { offers }))).toMatchObject({ kind: 'granted' })
  })

  it('raises what it granted, in the outage and after it, and nothing that the store granted', async () => {
    const { store, shared, clock } = outageBench({ whenStoreFails: { local: { share: 0.5 } } })
    const before = callOf(100)
    await store.reserve(before)
    shared.way = () => 'refuses'
    const raise = (step: number, units: number, taken: number) => ({
      step,
      leaseMs: 60_000,
      offers: callOf(units).offers,
      taken: [taken],
    })
    const local = callOf(100)
    expect(await store.reserve(local)).toMatchObject({ used: [200] })
    expect(await store.raise(handleOf(local), raise(1, 50, 100))).toMatchObject({ kind: 'granted', used: [250] })
    expect(await outcomeOf(() => store.raise(handleOf(local), raise(2, 301, 150)))).toBeInstanceOf(StoreError)
    expect(await outcomeOf(() => store.raise(handleOf(before), raise(1, 50, 100)))).toBeInstanceOf(StoreError)
    expect(store.totals()).toMatchObject({ admitted: 1, refused: 2, units: { tokens: 150 } })
    shared.way = () => 'works'
    await clock.advanceAsync(1_000)
    expect(await store.raise(handleOf(local), raise(3, 300, 150))).toMatchObject({ kind: 'granted' })
    expect(store.renew(handleOf(local), { leaseMs: 60_000, observed: [0], hold: [450] })).toMatchObject({
      kind: 'renewed',
    })
    expect(await outcomeOf(() => store.raise(handleOf(local), raise(4, 1, 450)))).toBeInstanceOf(StoreError)
    expect(await store.raise(handleOf(before), raise(1, 50, 100))).toMatchObject({ kind: 'granted', used: [150] })
  })

  it('gives the same grant for the same id while it is open, in the outage and after it (F5)', async () => {
    const { store, shared, clock } = await outage('local')
    const call = callOf(60, { isFresh: false })
    expect(await store.reserve(call)).toMatchObject({ kind: 'granted', used: [60] })
    expect(await store.reserve(call)).toMatchObject({ kind: 'granted', used: [60] })
    shared.way = () => 'works'
    await clock.advanceAsync(1_000)
    expect(await store.reserve(call)).toMatchObject({ kind: 'granted', used: [60] })
    expect(store.totals()).toMatchObject({ admitted: 1, units: { tokens: 60 } })
  })

  it('lets no new subject in when 10,000 are waiting to be brought to the store, and forgets none of them', async () => {
    const { store, shared, clock } = await outage('local')
    const subject = (i: number): Partial<ReserveCall> => ({
      partitions: [{ key: `user-${i}`, quotas: ADA[0]?.quotas ?? [] }],
    })
    for (let i = 0; i < MOST_POSTINGS; i += 1) await spend(store, 1, subject(i))
    expect(await outcomeOf(() => spend(store, 1, subject(MOST_POSTINGS)))).toBeInstanceOf(StoreError)
    await spend(store, 1, subject(5))
    shared.way = () => 'works'
    await clock.advanceAsync(60_000)
    await spend(store, 1, subject(MOST_POSTINGS))
    expect(usedOf(shared, subject(0).partitions)).toEqual([1])
    expect(usedOf(shared, subject(5).partitions)).toEqual([2])
    expect(usedOf(shared, subject(MOST_POSTINGS - 1).partitions)).toEqual([1])
    expect(store.totals().dropped).toBe(0)
  })
})

describe('an open share (F38, I4c)', () => {
  it.each([
    ['open', 1_000],
    [{ open: { share: 0.5 } }, 500],
    [{ open: { share: 0.5, processes: 5 } }, 100],
  ] as const)(
    '%j is of the whole budget, whatever of it is used, and no more than that: %d',
    async (whenStoreFails, expected) => {
      const { store } = await outage(whenStoreFails, 990)
      expect(await spendAll(store, 2_000)).toBe(expected)
    },
  )

  it('is not renewed by another outage of the same window', async () => {
    const { store, shared, clock } = await outage({ open: { share: 0.1 } }, 0)
    expect(await spendAll(store, 60)).toBe(60)
    shared.way = () => 'works'
    await clock.advanceAsync(5_000)
    expect(usedOf(shared)).toEqual([60])
    shared.way = () => 'refuses'
    expect(await spendAll(store, 1_000)).toBe(40)
    shared.way = () => 'works'
    await clock.advanceAsync(5_000)
    shared.way = () => 'refuses'
    expect(await spendAll(store, 1_000)).toBe(0)
  })

  it('comes back as its own admissions age, however often it was used meanwhile', async () => {
    const minute = bob([quota('minute', 100, { aging: { algorithm: 'sliding', windowMs: 60_000 } })])
    const { store, shared, clock } = await outage({ open: { share: 0.1 } })
    for (let blip = 0; blip < 30; blip += 1) {
      shared.way = () => 'refuses'
      await spend(store, 2, { partitions: minute })
      shared.way = () => 'works'
      await clock.advanceAsync(15_000)
    }
  })

  it.each([-3_600_000, 3_600_000])('ends after maxMs, though the clock is moved by %i ms meanwhile', async (byMs) => {
    const { store, clock } = await outage({ open: { maxMs: 5_000 } })
    await spend(store, 1)
    clock.set(clock.now() + byMs)
    await clock.advanceAsync(4_000)
    await spend(store, 1)
    await clock.advanceAsync(1_500)
    expect(await outcomeOf(() => spend(store, 1))).toBeInstanceOf(StoreError)
  })

  it('ends: after maxMs of one outage nothing is admitted', async () => {
    const { store, shared, clock } = await outage({ open: { maxMs: 5_000 } })
    await spend(store, 1)
    await clock.advanceAsync(4_999)
    await spend(store, 1)
    await clock.advanceAsync(1)
    expect(await outcomeOf(() => spend(store, 1))).toBeInstanceOf(StoreError)
    shared.way = () => 'works'
    await clock.advanceAsync(1_000)
    await spend(store, 1)
    shared.way = () => 'refuses'
    await spend(store, 1)
  })

  it('ends also when the store answers every probe and no call (F33)', async () => {
    const { store, shared, clock } = await outage({ open: { maxMs: 5_000 } })
    shared.way = (method) => (method === 'health' ? 'works' : 'refuses')
    let admitted = 0
    for (let i = 0; i < 100; i += 1) {
      if (!((await outcomeOf(() => spend(store, 1))) instanceof Error)) admitted += 1
      await clock.advanceAsync(100)
    }
    expect(admitted).toBe(50)
  })
})

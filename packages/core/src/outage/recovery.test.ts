import { describe, expect, it } from '@jest/globals'
import { InvalidAmountError } from '../errors.js'
import type { Partition, Store } from '../store/store.js'
import {
  ADA,
  callOf,
  granted,
  handleOf,
  outageBench,
  outcomeOf,
  processOf,
  quota,
  spend,
  truth,
  usedOf,
  type Way,
} from './outage.fixture.js'
import { MOST_SETTLEMENTS } from './settlements.js'

const HOUR_MS = 3_600_000
const TEAM: readonly Partition[] = [
  {
    key: 'ada',
    quotas: [quota('tokens', 1_000), quota('open', 4, { aging: { algorithm: 'concurrency' }, ladder: false })],
  },
  { key: 'everyone', quotas: [quota('wide', 5_000, { ladder: false })] },
]
const REST: readonly Partition[] = [
  { key: 'bob', quotas: TEAM[0]?.quotas ?? [] },
  { key: 'everyone', quotas: TEAM[1]?.quotas ?? [] },
]

describe('what was spent without the store (F40)', () => {
  it('is charged to it when it is back, for each subject and for what all share', async () => {
    const { store, shared, clock, heard } = outageBench()
    shared.way = () => 'refuses'
    for (let i = 0; i < 5; i += 1) await spend(store, 3, { partitions: TEAM })
    await spend(store, 4, { partitions: REST })
    shared.way = () => 'works'
    await clock.advanceAsync(1_000)
    expect(usedOf(shared, TEAM)).toEqual([15, 0, 19])
    expect(usedOf(shared, REST)).toEqual([4, 0, 19])
    expect(heard.recovered).toMatchObject([{ admitted: 6, units: { tokens: 19, open: 19, wide: 19 } }])
  })

  it('is brought in one reservation a partition, not one a call', async () => {
    const { store, shared, clock } = outageBench()
    shared.way = () => 'refuses'
    for (let i = 0; i < 50; i += 1) await spend(store, 1, { partitions: TEAM })
    shared.asked.length = 0
    shared.way = () => 'works'
    await clock.advanceAsync(1_000)
    expect(shared.asked.filter((method) => method === 'reserve')).toHaveLength(2)
  })

  it('is never refused by a cap: it was spent already', async () => {
    const { store, shared, clock } = outageBench({ whenStoreFails: { local: { share: 1 } } })
    shared.way = () => 'refuses'
    await spend(store, 900)
    await spend(shared.memory, 1_000)
    shared.way = () => 'works'
    await clock.advanceAsync(1_000)
    expect(usedOf(shared)).toEqual([1_900])
  })

  it('waits for a place when 64 reservations of the subject are open', async () => {
    const { store, shared, clock } = outageBench()
    shared.way = () => 'refuses'
    await spend(store, 9)
    const open = Array.from({ length: 64 }, () => callOf(0))
    for (const call of open) await granted(shared.memory, call)
    shared.way = () => 'works'
    await clock.advanceAsync(5_000)
    expect(usedOf(shared)).toEqual([0])
    for (const call of open) await shared.memory.settle(handleOf(call), truth(call, 0))
    await clock.advanceAsync(5_000)
    expect(usedOf(shared)).toEqual([9])
  })

  it('by a reservation that is still open when the store is back, follows when it settles', async () => {
    const { store, shared, clock } = outageBench()
    shared.way = () => 'refuses'
    const stream = callOf(50)
    await granted(store, stream)
    shared.way = () => 'works'
    await clock.advanceAsync(30_000)
    expect(usedOf(shared)).toEqual([0])
    expect(store.renew(handleOf(stream), { leaseMs: 60_000, observed: [20], hold: [50] })).toMatchObject({
      kind: 'renewed',
    })
    await clock.advanceAsync(30_000)
    expect(await store.settle(handleOf(stream), truth(stream, 64))).toMatchObject({ kind: 'settled' })
    await clock.advanceAsync(10)
    expect(usedOf(shared)).toEqual([64])
  })

  it('lowers the next local share once the store has it, and counts here until then', async () => {
    const { store, shared, clock } = outageBench({ whenStoreFails: { local: { share: 0.5 } } })
    const admits = async (units: number): Promise<boolean> =>
      !((await outcomeOf(() => spend(store, units))) instanceof Error)
    shared.way = () => 'refuses'
    expect([await admits(501), await admits(500), await admits(1)]).toEqual([false, true, false])
    // Back for a moment, too short to be told of what was spent.
    shared.way = (method) => (method === 'health' ? 'works' : 'refuses')
    await clock.advanceAsync(3_000)
    expect(await admits(1)).toBe(false)
    shared.way = () => 'works'
    await clock.advanceAsync(3_000)
    expect(usedOf(shared)).toEqual([500])
    shared.way = () => 'refuses'
    expect([await admits(251), await admits(250), await admits(1)]).toEqual([false, true, false])
  })

  it('in a calendar period that is over when the store is back belongs to it, and to no later one (I21)', async () => {
    const { store, shared, clock } = outageBench()
    const midnight = clock.now() + HOUR_MS
    const periods = (day: number) =>
      [-1, 0, 1, 2].map((n) => midnight + (day - 1 + n) * 24 * HOUR_MS) as [number, number, number, number]
    const on = (day: number): readonly Partition[] => [
      {
        key: 'ada',
        quotas: [
          quota('hour', 1_000),
          quota('day', 1_000, { aging: { algorithm: 'calendar', boundaries: periods(day) } }),
        ],
      },
    ]
    shared.way = () => 'refuses'
    await spend(store, 5, { partitions: on(0) })
    await clock.advanceAsync(HOUR_MS + 60_000)
    await spend(store, 7, { partitions: on(1) })
    shared.way = () => 'works'
    await clock.advanceAsync(1_000)
    // What was spent an hour ago no longer counts in the sliding hour either.
    expect(usedOf(shared, on(1))).toEqual([7, 7])
  })

  it('that was on its way to the store when its calendar period ended is charged to no later one either (I21)', async () => {
    const { store, shared, clock } = outageBench()
    const midnight = clock.now() + 10_000
    const boundaries = [-1, 0, 1, 2].map((n) => midnight + n * 24 * HOUR_MS) as [number, number, number, number]
    const today: readonly Partition[] = [
      {
        key: 'ada',
        quotas: [quota('hour', 1_000), quota('day', 1_000, { aging: { algorithm: 'calendar', boundaries } })],
      },
    ]
    shared.way = () => 'refuses'
    await spend(store, 5, { partitions: today })
    shared.way = (method) => (method === 'reserve' ? 'refuses' : 'works')
    await clock.advanceAsync(15_000)
    shared.way = () => 'works'
    await clock.advanceAsync(5_000)
    expect(usedOf(shared, today)).toEqual([5, 0])
  })

  it('reaches the store although all periods it was spent in are long over, as soon as anybody brings new ones', async () => {
    const { store, shared, clock } = outageBench()
    const start = clock.now()
    const on = (hour: number, key = 'ada'): readonly Partition[] => {
      const boundaries = [-1, 0, 1, 2].map((n) => start + (hour + n) * HOUR_MS) as [number, number, number, number]
      return [
        {
          key,
          quotas: [
            quota('month', 1_000, { aging: { algorithm: 'sliding', windowMs: 720 * HOUR_MS } }),
            quota('hour', 1_000, { aging: { algorithm: 'calendar', boundaries } }),
          ],
        },
      ]
    }
    shared.way = () => 'refuses'
    await spend(store, 5, { partitions: on(0) })
    await clock.advanceAsync(5 * HOUR_MS + 1_000)
    shared.way = () => 'works'
    await clock.advanceAsync(5_000)
    expect(usedOf(shared, on(5))).toEqual([0, 0])
    await spend(store, 1, { partitions: on(5, 'bob') })
    await clock.advanceAsync(5_000)
    expect(usedOf(shared, on(5))).toEqual([5, 0])
  })

  it.each<readonly [string, Way]>([
    ['answers are lost', 'loses'],
    ['calls wait in the socket and are done later', 'freezes'],
  ])('is charged once, however often it is sent because %s (F5, I15)', async (_, way) => {
    for (const broken of ['reserve', 'settle'] as const) {
      const { store, shared, clock } = outageBench()
      shared.way = () => 'refuses'
      await spend(store, 30)
      shared.way = (method) => (method === broken ? way : 'works')
      await clock.advanceAsync(20_000)
      shared.thaw()
      await clock.advanceAsync(10_000)
      expect(shared.asked.filter((method) => method === broken).length).toBeGreaterThan(3)
      expect(usedOf(shared)).toEqual([30])
    }
  })

  it('is charged anew when the store forgets what it had granted for it, as one that restarts empty', async () => {
    const { shared, clock } = outageBench()
    let tries = 0
    const forgetful: Store = {
      ...shared.store,
      async settle(reservation, settlement) {
        if (settlement.charges[0] === 30) tries += 1
        if (tries === 1) await shared.memory.close()
        return shared.memory.settle(reservation, settlement)
      },
    }
    const { store } = processOf(forgetful, clock)
    shared.way = () => 'refuses'
    await spend(store, 30)
    shared.way = () => 'works'
    await clock.advanceAsync(5_000)
    expect(tries).toBe(2)
    expect(usedOf(shared)).toEqual([30])
  })

  it('is not charged anew when it may have been charged before the store forgot', async () => {
    const { store, shared, clock } = outageBench()
    shared.way = () => 'refuses'
    await spend(store, 30)
    shared.way = (method) => (method === 'settle' ? 'loses' : 'works')
    await clock.advanceAsync(300)
    await shared.memory.close()
    shared.way = () => 'works'
    await clock.advanceAsync(5_000)
    expect(usedOf(shared)).toEqual([0])
  })

  it('and settles while an earlier part is on its way, and fails, follows it', async () => {
    const { store, shared, clock } = outageBench()
    shared.way = () => 'refuses'
    const calls = [callOf(20), callOf(30)]
    for (const call of calls) await granted(store, call)
    const settle = async (i: number): Promise<void> => {
      const call = calls[i]
      if (call !== undefined) await store.settle(handleOf(call), truth(call, 20 + 10 * i))
    }
    await settle(0)
    shared.way = (method) => (method === 'settle' ? 'hangs' : 'works')
    await clock.advanceAsync(150)
    await settle(1)
    await clock.advanceAsync(150)
    shared.way = () => 'works'
    await clock.advanceAsync(5_000)
    expect(usedOf(shared)).toEqual([50])
  })

  it('may be corrected by the truth for a while, as ever', async () => {
    const { store, shared, clock } = outageBench()
    shared.way = () => 'refuses'
    const call = callOf(50)
    await granted(store, call)
    expect(store.settle(handleOf(call), { ...truth(call, 50), estimated: true })).toMatchObject({ kind: 'settled' })
    expect(store.settle(handleOf(call), { ...truth(call, 60), estimated: true })).toMatchObject({ kind: 'already' })
    shared.way = () => 'works'
    await clock.advanceAsync(5_000)
    expect(usedOf(shared)).toEqual([50])
    expect(store.settle(handleOf(call), truth(call, 70))).toMatchObject({ kind: 'corrected' })
    await clock.advanceAsync(5_000)
    expect(usedOf(shared)).toEqual([70])
  })

  it('is corrected down as well, once the store has it: each estimate is a reservation of its own there (I3)', async () => {
    const { store, shared, clock } = outageBench()
    shared.way = () => 'refuses'
    const calls = [callOf(4, { partitions: TEAM }), callOf(4, { partitions: TEAM })]
    for (const call of calls) {
      await granted(store, call)
      await store.settle(handleOf(call), { ...truth(call, 30), estimated: true })
    }
    await spend(store, 4, { partitions: TEAM })
    shared.way = () => 'works'
    await clock.advanceAsync(1_000)
    expect(usedOf(shared, TEAM)).toEqual([64, 0, 64])
    for (const [i, call] of calls.entries()) {
      expect(await store.settle(handleOf(call), truth(call, 10 + i))).toMatchObject({ kind: 'corrected' })
      expect(await store.settle(handleOf(call), truth(call, 1))).toMatchObject({ kind: 'already' })
    }
    await clock.advanceAsync(1_000)
    expect(usedOf(shared, TEAM)).toEqual([25, 0, 25])
    expect(store.totals().dropped).toBe(0)
  })

  it('is corrected by a truth that comes while the estimate is on its way', async () => {
    for (const broken of ['reserve', 'settle'] as const) {
      const { store, shared, clock } = outageBench()
      shared.way = () => 'refuses'
      const call = callOf(50)
      await granted(store, call)
      await store.settle(handleOf(call), { ...truth(call, 50), estimated: true })
      shared.way = (method) => (method === broken ? 'freezes' : 'works')
      await clock.advanceAsync(1_000)
      expect(await store.settle(handleOf(call), truth(call, 7))).toMatchObject({ kind: 'corrected' })
      shared.thaw()
      await clock.advanceAsync(5_000)
      expect(usedOf(shared)).toEqual([7])
    }
  })

  it('is said to be lost once, wherever on its way the estimate is when the limiter is closed', async () => {
    for (const broken of ['health', 'reserve', 'settle'] as const) {
      const { store, shared, clock, heard } = outageBench()
      shared.way = () => 'refuses'
      const call = callOf(50)
      await granted(store, call)
      await store.settle(handleOf(call), { ...truth(call, 50), estimated: true })
      shared.way = (method) => (broken === 'health' || method === broken ? 'hangs' : 'works')
      await clock.advanceAsync(1_000)
      const closing = store.close()
      await clock.advanceAsync(2_000)
      await closing
      expect(heard.dropped).toEqual([{ settlements: 1, units: { tokens: 50 } }])
    }
  })

  it('is charged although the time of the store leaps past all that it remembers of the hand-over (I3)', async () => {
    const { store, shared, clock } = outageBench()
    let settled = 0
    shared.way = () => 'refuses'
    await spend(store, 30)
    shared.way = (method) => {
      if (method === 'settle' && settled === 0) clock.set(clock.now() + HOUR_MS / 2)
      if (method === 'settle') settled += 1
      return 'works'
    }
    await clock.advanceAsync(5_000)
    expect([settled, usedOf(shared)]).toEqual([2, [30]])
  })
})

describe('what the store granted and could not be settled (F40)', () => {
  it('is settled when it is back, also where its lease ended meanwhile (F7)', async () => {
    const { store, shared, clock } = outageBench({ whenStoreFails: 'deny' })
    const calls = [callOf(10), callOf(20), callOf(30)]
    for (const call of calls) await granted(store, call)
    shared.way = () => 'refuses'
    for (const call of calls)
      expect(await store.settle(handleOf(call), truth(call, 7))).toMatchObject({ kind: 'settled' })
    await clock.advanceAsync(600_000)
    expect(usedOf(shared)).toEqual([0])
    shared.way = () => 'works'
    await clock.advanceAsync(1_000)
    expect(usedOf(shared)).toEqual([21])
  })

  it('is settled by the truth where an estimate waits, and by the first truth where two come', async () => {
    const { store, shared, clock } = outageBench({ whenStoreFails: 'deny' })
    const call = callOf(10)
    await granted(store, call)
    shared.way = () => 'refuses'
    const settle = async (units: number, estimated: boolean) =>
      (await store.settle(handleOf(call), { ...truth(call, units), estimated })).kind
    expect(await settle(5, true)).toBe('settled')
    expect(await settle(6, true)).toBe('already')
    expect(await settle(7, false)).toBe('corrected')
    expect(await settle(8, false)).toBe('already')
    shared.way = () => 'works'
    await clock.advanceAsync(1_000)
    expect(usedOf(shared)).toEqual([7])
  })

  it('is settled by the truth that comes while the estimate is under way', async () => {
    const { store, shared, clock } = outageBench({ whenStoreFails: 'deny' })
    const call = callOf(10)
    await granted(store, call)
    shared.way = () => 'refuses'
    await store.settle(handleOf(call), { ...truth(call, 5), estimated: true })
    shared.way = (method) => (method === 'settle' ? 'freezes' : 'works')
    await clock.advanceAsync(150)
    expect(await store.settle(handleOf(call), truth(call, 8))).toMatchObject({ kind: 'corrected' })
    shared.thaw()
    await clock.advanceAsync(3_000)
    expect(usedOf(shared)).toEqual([8])
  })

  it('never makes the guard send what is no amount: it is dropped and told of', async () => {
    const { store, shared, clock, heard } = outageBench({ whenStoreFails: 'deny' })
    const call = callOf(10)
    await granted(store, call)
    shared.way = () => 'refuses'
    await store.settle(handleOf(call), truth(call, 1.5))
    shared.way = () => 'works'
    await clock.advanceAsync(1_000)
    expect(heard.dropped).toEqual([{ settlements: 1, units: { tokens: 1.5 } }])
    expect(await outcomeOf(() => store.settle(handleOf(call), truth(call, 1.5)))).toBeInstanceOf(InvalidAmountError)
  })

  it('is kept 10,000 times; beyond, the oldest is dropped, told of, and charged by the end of its lease', async () => {
    const { store, shared, clock, heard } = outageBench({ whenStoreFails: 'deny' })
    const calls = Array.from({ length: MOST_SETTLEMENTS + 3 }, (_, i) =>
      callOf(2, { partitions: [{ key: `user-${i}`, quotas: ADA[0]?.quotas ?? [] }] }),
    )
    for (const call of calls) await granted(store, call)
    shared.way = () => 'refuses'
    for (const call of calls) await store.settle(handleOf(call), truth(call, 1))
    expect(heard.dropped).toEqual(Array(3).fill({ settlements: 1, units: { tokens: 1 } }))
    shared.way = () => 'works'
    await clock.advanceAsync(65_000)
    expect(usedOf(shared, calls[0]?.partitions)).toEqual([0])
    expect(usedOf(shared, calls[3]?.partitions)).toEqual([1])
    expect(usedOf(shared, calls.at(-1)?.partitions)).toEqual([1])
  })

  it('is not overtaken: while its settlement waits, a later one waits with it', async () => {
    const { store, shared, clock } = outageBench({ whenStoreFails: 'deny' })
    const call = callOf(10)
    await granted(store, call)
    shared.way = () => 'refuses'
    await store.settle(handleOf(call), { ...truth(call, 5), estimated: true })
    shared.way = () => 'works'
    expect(await store.settle(handleOf(call), truth(call, 6))).toMatchObject({ kind: 'corrected' })
    await clock.advanceAsync(1_000)
    expect(usedOf(shared)).toEqual([6])
  })
})

describe('telling the store what it missed', () => {
  it('takes eight calls at a time, and pauses for a second at a failure', async () => {
    const { shared, clock } = outageBench()
    let underway = 0
    let most = 0
    const slow: Store = {
      ...shared.store,
      async settle(reservation, settlement) {
        underway += 1
        most = Math.max(most, underway)
        await new Promise<void>((resolve) => void clock.setTimer(resolve, 10))
        underway -= 1
        return shared.memory.settle(reservation, settlement)
      },
    }
    const { store } = processOf(slow, clock)
    shared.way = () => 'refuses'
    for (let i = 0; i < 40; i += 1)
      await spend(store, 1, { partitions: [{ key: `user-${i}`, quotas: ADA[0]?.quotas ?? [] }] })
    shared.way = (method) => (method === 'reserve' ? 'refuses' : 'works')
    shared.asked.length = 0
    await clock.advanceAsync(10_500)
    const tries = shared.asked.filter((method) => method === 'reserve').length
    expect(tries).toBeGreaterThan(8)
    expect(tries).toBeLessThanOrEqual(8 * 11)
    shared.way = () => 'works'
    await clock.advanceAsync(5_000)
    expect(most).toBe(8)
    for (let i = 0; i < 40; i += 1)
      expect(usedOf(shared, [{ key: `user-${i}`, quotas: ADA[0]?.quotas ?? [] }])).toEqual([1])
    expect(clock.pending).toBe(0)
  })
})

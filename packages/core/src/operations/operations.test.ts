import { describe, expect, it } from '@jest/globals'
import { type FakeClock, fakeClock } from '@llm-limit/testing'
import { memoryStore } from '../memory-store.js'
import type { Aging, Quota } from '../quota.js'
import type { Partition, Reservation, ReserveCall, ReserveReply, Settlement, SettleReply } from '../store.js'
import { usedIn } from './view.js'

const MIDNIGHT = Date.UTC(2026, 5, 16)
const DAY = 86_400_000

const hourly: Aging = { algorithm: 'sliding', windowMs: 3_600_000 }
const daily: Aging = {
  algorithm: 'calendar',
  boundaries: [MIDNIGHT - 2 * DAY, MIDNIGHT - DAY, MIDNIGHT, MIDNIGHT + DAY],
}

function quota(counter: string, limit = 100, aging: Aging = hourly): Quota {
  return { counter, limit, aging, scaled: true, ladder: true }
}

/** Everything of the calls that no test here is about. */
const COMMON = { leaseMs: 60_000, weight: 1_000 } as const
const FINAL = { estimated: false, failed: false } as const

interface Bench {
  readonly clock: FakeClock
  readonly partitions: readonly Partition[]
  reserve(id: string, units: number, more?: Partial<ReserveCall>): Promise<ReserveReply>
  /** Keeps 30 held. */
  renew(id: string, observed: number): Promise<unknown>
  settle(id: string, units: number, more?: Partial<Settlement & Reservation>): Promise<SettleReply>
  used(): Promise<readonly number[]>
  /** All that is stored of the subject. */
  records(): Promise<string>
}

/** A memory store and one subject with these quotas; amounts are the same for every quota. */
function bench(...quotas: Quota[]): Bench {
  const clock = fakeClock(MIDNIGHT - 60_000)
  const store = memoryStore({ clock })
  const partitions = [{ key: 'ada', quotas }]
  const all = (units: number): number[] => quotas.map(() => units)
  const handle = (id: string): Reservation => ({ id, partitions, weight: 1_000, repeatFactor: 1_000 })
  return {
    clock,
    partitions,
    async reserve(id, units, more) {
      const charges = quotas.map(({ limit }) => ({ cap: limit, fixed: units, perOutputToken: 0 }))
      const offers = [{ rung: 0, charges, output: { min: 0, max: 0, hold: 0 } }]
      return store.reserve({ id, issuedAt: clock.now(), partitions, offers, ...COMMON, ...more })
    },
    renew: async (id, observed) =>
      store.renew(handle(id), { leaseMs: COMMON.leaseMs, observed: all(observed), hold: all(30) }),
    settle: async (id, units, { fingerprint, ...more } = {}) =>
      store.settle({ ...handle(id), fingerprint }, { charges: all(units), ...FINAL, ...more }),
    async used() {
      const { now, records } = await store.peek(partitions)
      return usedIn(records, partitions, now)
    },
    records: async () => JSON.stringify((await store.peek(partitions)).records),
  }
}

describe('reserve', () => {
  it('grants the same id again without holding more (F5, I15)', async () => {
    const { reserve, used } = bench(quota('tokens'))
    const first = await reserve('a', 30)
    expect(await reserve('a', 30)).toEqual(first)
    expect(await used()).toEqual([30])
  })

  it.each([0, 1, 2])('refuses when only quota %i of three is short (I1)', async (short) => {
    const limits = [100, 100, 100].with(short, 10)
    const { reserve, used } = bench(...limits.map((limit, i) => quota(`quota ${i}`, limit)))
    expect((await reserve('a', 11)).kind).toBe('refused')
    expect((await reserve('b', 10)).kind).toBe('granted')
    expect(await used()).toEqual([10, 10, 10])
  })

  it('writes nothing when it refuses: no amount, no lease, no repeat (F20, I16)', async () => {
    const { reserve, records, clock } = bench(quota('wide'), quota('narrow', 10))
    const repeat = { fingerprint: 7, factors: [1_000, 2_000], windowMs: 600_000 }
    await reserve('a', 6, { repeat })
    clock.advance(20_000)
    const before = await records()
    expect((await reserve('b', 5, { repeat })).kind).toBe('refused')
    expect(await records()).toBe(before)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, -1_000_000, 0.5, 2 ** 52])(
    'takes %d for no amount, and changes nothing by it (F14, F15, I9)',
    async (units) => {
      const { reserve, settle, used } = bench(quota('tokens'))
      await reserve('a', 30)
      await expect(reserve('b', units)).rejects.toThrow('must be an integer')
      await expect(settle('a', units)).rejects.toThrow('must be an integer')
      expect(await used()).toEqual([30])
    },
  )

  it('comes too late for an id that was released before, for a minute (F6, I15)', async () => {
    const { reserve, settle, used, clock } = bench(quota('tokens'))
    const issuedAt = clock.now()
    expect((await settle('a', 0)).kind).toBe('marked')
    clock.advance(59_999)
    expect((await reserve('a', 30, { issuedAt })).kind).toBe('closed')
    clock.advance(2)
    expect((await reserve('a', 30, { issuedAt })).kind).toBe('closed')
    expect(await used()).toEqual([0])
  })

  it('begins at the rung last granted until every quota of the ladder is below 90 % (I18)', async () => {
    const { reserve, settle, partitions } = bench(quota('tokens'))
    const offers = [100, 120].map((cap, rung) => ({
      rung,
      charges: [{ cap, fixed: 1, perOutputToken: 0 }],
      output: { min: 0, max: 0, hold: 0 },
    }))
    const rungFor = async (id: string): Promise<unknown> => {
      const reply = await reserve(id, 0, { offers, partitions })
      await settle(id, 0)
      return reply.kind === 'granted' ? reply.rung : reply.kind
    }
    await reserve('most', 85)
    await reserve('rest', 15)
    expect(await rungFor('a')).toBe(1)
    await settle('rest', 5)
    expect(await rungFor('b')).toBe(1)
    await settle('most', 84)
    expect(await rungFor('c')).toBe(0)
  })
})

describe('a lease', () => {
  it('ends at its own time, whatever others of the subject do (F3, I2)', async () => {
    const { reserve, settle, used, clock } = bench(quota('open', 10, { algorithm: 'concurrency' }))
    await reserve('orphan', 1)
    for (let second = 0; second < 60; second += 1) {
      expect(await used()).toEqual([1])
      await reserve(`call ${second}`, 1)
      await settle(`call ${second}`, 1)
      clock.advance(1_000)
    }
    expect(await used()).toEqual([0])
  })

  it('is no longer for a call that is refused (F3, I2)', async () => {
    const { reserve, used, clock } = bench(quota('open', 1, { algorithm: 'concurrency' }))
    await reserve('orphan', 1)
    clock.advance(59_000)
    expect((await reserve('refused', 1)).kind).toBe('refused')
    clock.advance(1_000)
    expect(await used()).toEqual([0])
  })

  it('that ends unsettled is charged what was seen of its call, and no more (I2, I3)', async () => {
    const { reserve, renew, used, clock } = bench(quota('tokens'))
    await reserve('a', 30)
    await renew('a', 12)
    clock.advance(60_000)
    expect(await used()).toEqual([12])
  })
})

describe('settle', () => {
  it('charges once, however often it comes (F4, I15)', async () => {
    const { reserve, settle, used } = bench(quota('tokens'))
    await reserve('a', 30)
    const replies = [await settle('a', 20), await settle('a', 20), await settle('a', 0)]
    expect(replies.map(({ kind }) => kind)).toEqual(['settled', 'already', 'already'])
    expect(await used()).toEqual([20])
  })

  it('charges a call that ran over midnight to the day it began in (F21, I21)', async () => {
    const { reserve, settle, used, clock } = bench(quota('per day', 100, daily))
    await reserve('before', 30)
    clock.advance(90_000)
    await reserve('after', 1)
    await settle('after', 1)
    await settle('before', 30)
    expect(await used()).toEqual([1])
  })

  it('corrects what an ended lease was charged, a quarter of an hour later, once (F7, I3)', async () => {
    const { reserve, renew, settle, used, clock } = bench(quota('tokens'))
    await reserve('a', 30)
    await renew('a', 12)
    clock.advance(60_000 + 15 * 60_000 - 1)
    expect([(await settle('a', 20)).kind, (await settle('a', 20)).kind]).toEqual(['corrected', 'already'])
    expect(await used()).toEqual([20])
  })

  it('of a failed call takes its repeat back (F67)', async () => {
    const { reserve, settle } = bench(quota('tokens'))
    const repeat = { fingerprint: 7, factors: [1_000, 2_000], windowMs: 600_000 }
    const factorOf = async (id: string, failed: boolean): Promise<unknown> => {
      const reply = await reserve(id, 1, { repeat })
      await settle(id, 0, { failed, fingerprint: 7 })
      return reply.kind === 'granted' ? reply.repeatFactor : reply.kind
    }
    expect([await factorOf('a', true), await factorOf('b', false), await factorOf('c', false)]).toEqual([
      1_000, 1_000, 2_000,
    ])
  })
})

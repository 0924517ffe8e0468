import { describe, expect, it } from '@jest/globals'
import { type FakeClock, fakeClock } from '@llm-limit/testing'
import { memoryStore } from './memory-store.js'
import { usedIn } from './operations/view.js'
import type { Reservation, ReserveReply, SettleReply } from './store.js'

const MINUTE = 60_000

interface Bench {
  readonly clock: FakeClock
  reserve(id: string, issuedAt?: number): Promise<ReserveReply['kind']>
  /** Says that 12 of the 30 units held are used. */
  renew(id: string): Promise<void>
  settle(id: string, units: number): Promise<SettleReply['kind']>
  used(): Promise<number>
}

/** A memory store and one subject, who has 100 units an hour; a reservation holds 30 of them for a minute. */
function bench(): Bench {
  const clock = fakeClock()
  const store = memoryStore({ clock })
  const aging = { algorithm: 'sliding', windowMs: 60 * MINUTE } as const
  const partitions = [{ key: 'ada', quotas: [{ counter: 'units', limit: 100, aging, scaled: false, ladder: false }] }]
  const charges = [{ cap: 100, fixed: 30, perOutputToken: 0 }]
  const offers = [{ rung: 0, charges, output: { min: 0, max: 0, hold: 0 } }]
  const handle = (id: string): Reservation => ({ id, partitions, weight: 1_000, repeatFactor: 1_000 })
  return {
    clock,
    async reserve(id, issuedAt = clock.now()) {
      return (await store.reserve({ id, issuedAt, leaseMs: MINUTE, partitions, offers, weight: 1_000 })).kind
    },
    async renew(id) {
      await store.renew(handle(id), { leaseMs: MINUTE, observed: [12], hold: [30] })
    },
    async settle(id, units) {
      return (await store.settle(handle(id), { charges: [units], estimated: false, failed: false })).kind
    },
    async used() {
      const { now, records } = await store.peek(partitions)
      return usedIn(records, partitions, now)[0] ?? Number.NaN
    },
  }
}

describe('the memory store', () => {
  it('ends a lease at its own time, whatever others of the subject do (F3, I2)', async () => {
    const { reserve, renew, settle, used, clock } = bench()
    await reserve('orphan')
    await renew('orphan')
    for (let second = 0; second < 60; second += 1) {
      expect(await used()).toBe(30)
      await reserve(`call ${second}`)
      await settle(`call ${second}`, 0)
      clock.advance(1_000)
    }
    expect(await used()).toBe(12)
  })

  it('remembers for a minute that an id is over (F6, I15)', async () => {
    const { reserve, settle, used, clock } = bench()
    const issuedAt = clock.now()
    expect(await settle('a', 0)).toBe('marked')
    clock.advance(MINUTE - 1)
    expect(await reserve('a', issuedAt)).toBe('closed')
    clock.advance(2)
    expect(await reserve('a', issuedAt)).toBe('closed')
    expect(await used()).toBe(0)
  })

  it('corrects what an ended lease was charged for a quarter of an hour, once (F7, I3)', async () => {
    const { reserve, renew, settle, used, clock } = bench()
    await reserve('a')
    await renew('a')
    clock.advance(MINUTE + 15 * MINUTE - 1)
    expect([await settle('a', 20), await settle('a', 20)]).toEqual(['corrected', 'already'])
    expect(await used()).toBe(20)
  })
})

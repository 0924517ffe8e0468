import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { eachStep } from './histories.fixture.js'
import { memoryStore } from './memory-store.js'
import { usedIn } from './operations/view.js'
import type { Aging } from './quota.js'
import type { Partition, Reservation, ReserveReply, Store } from './store.js'

const T0 = Date.UTC(2026, 5, 15, 12)
const MINUTE = 60_000
const LIMIT = 1_000

describe('a memory store, whatever a history does', () => {
  it('I16: a refusal and every other reply that writes nothing leaves the records as they were', async () => {
    let unchanged = 0
    await eachStep(400, ({ reply, before, after }) => {
      if (!['refused', 'closed', 'period', 'already', 'invalid'].includes(reply.kind)) return
      expect(after).toBe(before)
      unchanged += 1
    })
    expect(unchanged).toBeGreaterThan(1_000)
  })

  it('I15: a reserve or raise that is repeated while it is open gets the same grant and writes nothing', async () => {
    await eachStep(400, async ({ command, reply, after, again }) => {
      const isGrant = command.do === 'reserve' || command.do === 'raise'
      if (isGrant && reply.kind === 'granted' && reply.end > reply.now) expect(await again()).toEqual({ reply, after })
    })
  })

  it('I15: a renewal that is repeated while it is open changes nothing', async () => {
    await eachStep(400, async ({ reply, after, again }) => {
      if (reply.kind === 'renewed' && reply.end > reply.now) expect(await again()).toEqual({ reply, after })
    })
  })

  it('I15: a settlement that is repeated is known already and writes nothing', async () => {
    await eachStep(400, async ({ command, reply, after, again }) => {
      if (command.do !== 'settle' || !('now' in reply)) return
      expect(await again()).toEqual({ reply: { kind: 'already', now: reply.now }, after })
    })
  })
})

describe('a memory store, however greedy its callers', () => {
  it('I1: what was settled in any window of a sliding quota, by settling or by reserving time, stays within the limit', () => {
    fc.assert(
      fc.property(trafficArbitrary, (traffic) => {
        const { calls } = drive({ algorithm: 'sliding', windowMs: MINUTE }, traffic)
        for (const time of ['settledAt', 'reservedAt'] as const) {
          for (const { [time]: from } of calls)
            expect(sum(calls, (call) => call[time] >= from && call[time] < from + MINUTE)).toBeLessThanOrEqual(LIMIT)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('I1: what a bucket lets through in any time T is at most its size and what it refills in T', () => {
    const refill = 600
    fc.assert(
      fc.property(trafficArbitrary, (traffic) => {
        const { calls } = drive({ algorithm: 'bucket', windowMs: MINUTE, refill }, traffic)
        for (const { settledAt: from } of calls) {
          for (const { settledAt: to } of calls) {
            const promised = LIMIT + Math.ceil(((to - from + 1) * refill) / MINUTE)
            if (to >= from)
              expect(sum(calls, ({ settledAt }) => settledAt >= from && settledAt <= to)).toBeLessThanOrEqual(promised)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  it('I1: no more is ever open than a concurrency quota allows', () => {
    fc.assert(
      fc.property(trafficArbitrary, (traffic) => {
        const { calls } = drive({ algorithm: 'concurrency' }, traffic)
        for (const { reservedAt: at } of calls)
          expect(sum(calls, (call) => call.reservedAt <= at && at < call.settledAt)).toBeLessThanOrEqual(LIMIT)
      }),
      { numRuns: 300 },
    )
  })

  it('I21: a calendar period starts at 0 and counts exactly what was reserved in it', () => {
    fc.assert(
      fc.property(trafficArbitrary, (traffic) => {
        const turn = T0 + MINUTE
        const { calls, used } = drive(
          { algorithm: 'calendar', boundaries: [T0 - MINUTE, T0, turn, T0 + 1_000 * MINUTE] },
          [...traffic, { gapMs: MINUTE, units: 1, callMs: 0 }],
        )
        const ofOld = sum(calls, ({ reservedAt }) => reservedAt < turn)
        const ofNew = sum(calls, ({ reservedAt }) => reservedAt >= turn)
        expect(ofOld).toBeLessThanOrEqual(LIMIT)
        expect(ofNew).toBeLessThanOrEqual(LIMIT)
        expect(used).toBe(ofNew)
      }),
      { numRuns: 300 },
    )
  })
})

/** One call that somebody would like to make: so long after the one before it, so large, so long. */
interface Wish {
  readonly gapMs: number
  readonly units: number
  readonly callMs: number
}

interface Call {
  readonly units: number
  readonly reservedAt: number
  readonly settledAt: number
}

const trafficArbitrary: fc.Arbitrary<Wish[]> = fc.array(
  fc.record({
    gapMs: fc.oneof(fc.constantFrom(0, 1, 999, 1_000, MINUTE), fc.integer({ min: 0, max: 20_000 })),
    units: fc.oneof(fc.constantFrom(1, 500, LIMIT), fc.integer({ min: 1, max: 400 })),
    callMs: fc.oneof(fc.constantFrom(0, 1, MINUTE), fc.integer({ min: 0, max: 90_000 })),
  }),
  { minLength: 1, maxLength: 60 },
)

/** Lets every wish try its luck and every granted call settle what it held; returns what was granted and what is used in the end. */
function drive(aging: Aging, traffic: readonly Wish[]): { readonly calls: readonly Call[]; readonly used: number } {
  let now = T0
  const store = memoryStore({ clock: { now: () => now, setTimer: () => () => {} } })
  const partitions = [{ key: 'ada', quotas: [{ counter: 'units', limit: LIMIT, aging, scaled: false, ladder: false }] }]
  const calls: Call[] = []
  const open: Call[] = []
  const settleUntil = (time: number): void => {
    open.sort((a, b) => a.settledAt - b.settledAt)
    for (let next = open[0]; next !== undefined && next.settledAt <= time; next = open[0]) {
      now = next.settledAt
      settle(store, partitions, `${calls.indexOf(next)}`, next.units)
      open.shift()
    }
    now = time
  }
  for (const { gapMs, units, callMs } of traffic) {
    settleUntil(now + gapMs)
    if (reserve(store, partitions, `${calls.length}`, units, now).kind !== 'granted') continue
    const call = { units, reservedAt: now, settledAt: now + callMs }
    calls.push(call)
    open.push(call)
  }
  settleUntil(Math.max(now, ...open.map(({ settledAt }) => settledAt)))
  const { records } = answer(store.peek(partitions))
  return { calls, used: usedIn(records, partitions, now)[0] ?? 0 }
}

function reserve(store: Store, partitions: readonly Partition[], id: string, units: number, now: number): ReserveReply {
  const charges = [{ cap: LIMIT, fixed: units, perOutputToken: 0 }]
  const offers = [{ rung: 0, charges, output: { min: 0, max: 0, hold: 0 } }]
  return answer(store.reserve({ id, issuedAt: now, leaseMs: 10 * MINUTE, partitions, offers, weight: 1_000 }))
}

function settle(store: Store, partitions: readonly Partition[], id: string, units: number): void {
  const reservation: Reservation = { id, partitions, weight: 1_000, repeatFactor: 1_000 }
  const { kind } = answer(store.settle(reservation, { charges: [units], estimated: false, failed: false }))
  expect(kind).toBe('settled')
}

/** The memory store answers at once. */
function answer<Reply>(reply: Reply | Promise<Reply>): Reply {
  if (reply instanceof Promise) throw new Error('the memory store answers at once')
  return reply
}

function sum(calls: readonly Call[], counts: (call: Call) => boolean): number {
  return calls.reduce((total, call) => total + (counts(call) ? call.units : 0), 0)
}

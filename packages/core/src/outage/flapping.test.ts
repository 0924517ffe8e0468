import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { type FakeClock, fakeClock } from '@llm-limit/testing'
import type { Partition, ReserveCall } from '../store/store.js'
import {
  callOf,
  handleOf,
  type OutageBench,
  outcomeOf,
  processOf,
  quota,
  type SharedStore,
  sharedStore,
  truth,
  usedOf,
  type Way,
} from './outage.fixture.js'

const WAYS: readonly Way[] = ['works', 'works', 'refuses', 'hangs', 'freezes', 'loses']
const SUBJECTS = ['ada', 'bob', 'eve']
const OWN = [
  quota('own', 100_000),
  quota('calls', 100_000, { aging: { algorithm: 'bucket', windowMs: 7_200_000, refill: 1 } }),
]
const WIDE = [quota('wide', 1_000_000, { ladder: false })]
const partitionsOf = (subject: string): readonly Partition[] => [
  { key: subject, quotas: OWN },
  { key: 'everyone', quotas: WIDE },
]

const { imul } = Math

/** Draws that are the same in every run. */
function drawsOf(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1
  return (below) => {
    state = (imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0
    return state % below
  }
}

interface Story {
  readonly clock: FakeClock
  readonly shared: SharedStore
  readonly all: readonly OutageBench[]
  /** Settled by whoever asked, by subject. */
  readonly settled: Map<string, number>
  readonly counts: { admitted: number; refused: number; unavailable: number }
  readonly longestWaitMs: { now: number }
}

/** One request, from its reserve to its settlement some time later; now and then it renews, and settles by an estimate first. */
async function request(
  { clock, settled, counts, longestWaitMs }: Story,
  { store }: OutageBench,
  draw: (below: number) => number,
) {
  const subject = SUBJECTS[draw(SUBJECTS.length)] ?? 'ada'
  const call: ReserveCall = { ...callOf(draw(50), { partitions: partitionsOf(subject) }), issuedAt: clock.now() }
  const timed = async <Reply>(ask: () => Reply | Promise<Reply>): Promise<Reply | Error> => {
    const start = clock.now()
    const reply = await outcomeOf(ask)
    longestWaitMs.now = Math.max(longestWaitMs.now, clock.now() - start)
    return reply
  }
  const [wait, units, style] = [draw(100_000), draw(80), draw(4)]
  const reply = await timed(() => store.reserve(call))
  if (reply instanceof Error) counts.unavailable += 1
  else if (reply.kind !== 'granted') counts.refused += 1
  if (reply instanceof Error || reply.kind !== 'granted') return
  counts.admitted += 1
  await new Promise<void>((resolve) => void clock.setTimer(resolve, wait))
  const renewal = { leaseMs: 60_000, observed: [0, 0, 0], hold: [units, units, units] }
  if (style === 0) await timed(() => store.renew(handleOf(call), renewal))
  if (style === 1)
    await timed(() => store.settle(handleOf(call), { ...truth(call, Math.floor(units / 2)), estimated: true }))
  await timed(() => store.settle(handleOf(call), truth(call, units)))
  settled.set(subject, (settled.get(subject) ?? 0) + units)
}

/** Some processes at work for two minutes, on a store that changes its ways every 50 to 3,000 ms; then it is well for two. */
async function story(seed: number): Promise<Story> {
  const draw = drawsOf(seed)
  const clock = fakeClock()
  const shared = sharedStore(clock)
  const all = Array.from({ length: 1 + draw(4) }, () =>
    processOf(shared.store, clock, { whenStoreFails: { local: { share: 0.5 } }, random: () => draw(1_000) / 1_000 }),
  )
  const told: Story = {
    ...{ clock, shared, all, settled: new Map(), counts: { admitted: 0, refused: 0, unavailable: 0 } },
    longestWaitMs: { now: 0 },
  }
  const requests: Promise<unknown>[] = []
  let changesAt = clock.now()
  for (const end = clock.now() + 120_000; clock.now() < end; ) {
    const process = all[draw(all.length)]
    if (process !== undefined) requests.push(request(told, process, drawsOf(draw(1_000_000))))
    await clock.advanceAsync(draw(500))
    if (clock.now() < changesAt) continue
    if (draw(2) === 0) shared.thaw()
    const [way, method] = [WAYS[draw(WAYS.length)] ?? 'works', draw(3)]
    // Sometimes only some of it is broken: probes are answered, or settlements are not.
    shared.way = (asked) =>
      (method === 1 && asked === 'health') || (method === 2 && asked !== 'settle') ? 'works' : way
    changesAt = clock.now() + 50 + draw(2_950)
  }
  shared.thaw()
  await clock.advanceAsync(120_000)
  await Promise.all(requests)
  await nextTurn()
  return told
}

describe('a store that comes and goes (F41, F6, F40)', () => {
  it.each(Array.from({ length: 40 }, (_, i) => i + 1))(
    'counts in the end what was settled, to the unit, and nobody waited longer than a deadline: story %i (I3, I12, I15)',
    async (seed) => {
      const { clock, shared, all, settled, counts, longestWaitMs } = await story(seed)
      const total = [...settled.values()].reduce((sum, units) => sum + units, 0)
      for (const subject of SUBJECTS) {
        const units = settled.get(subject) ?? 0
        expect(usedOf(shared, partitionsOf(subject))).toEqual([units, units, total])
      }
      expect(longestWaitMs.now).toBeLessThanOrEqual(100)
      expect(counts.admitted).toBeGreaterThan(100)
      expect(counts.refused).toBe(0)
      // At least 95 % went on, whatever the store did.
      expect(counts.unavailable).toBeLessThan(counts.admitted / 20)
      for (const { store, heard } of all) {
        expect(store.totals()).toMatchObject({ isDegraded: false, dropped: 0 })
        expect(heard.recovered).toHaveLength(heard.degraded.length)
      }
      expect(clock.pending).toBe(0)
    },
  )
})

import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import { permilleOf } from '../amounts.js'
import type { Partition } from '../store/store.js'
import { callOf, handleOf, outcomeOf, processOf, quota, sharedStore, spend, truth } from './outage.fixture.js'

const LIMITS = { user: 1_000, wide: 3_000 }
const USER = [quota('user', LIMITS.user)]
const WIDE = [quota('wide', LIMITS.wide, { ladder: false })]
const SUBJECTS = ['ada', 'bob', 'eve', 'kim']

const { imul, max } = Math

/** Draws that are the same in every run. */
function drawsOf(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1
  return (below) => {
    state = (imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0
    return state % below
  }
}

const partitionsOf = (subject: string): readonly Partition[] => [
  { key: subject, quotas: USER },
  { key: 'everyone', quotas: WIDE },
]

interface Setting {
  readonly mode: 'local' | 'open'
  readonly share: number
  readonly running: number
  readonly declared: number
  readonly seed: number
  /** Every request asks for one unit: then the bound is reached. */
  readonly fine: boolean
}

/** Some processes run already and know something, the others start in the middle of the outage. @returns units admitted, and their bound, by quota. */
async function outageOf({ mode, share, running, declared, seed, fine }: Setting) {
  const draw = drawsOf(seed)
  const clock = fakeClock()
  const shared = sharedStore(clock)
  const options = { share: share / 1_000, processes: declared }
  const whenStoreFails = mode === 'local' ? { local: options } : { open: options }
  const admitted = new Map<string, number>()
  const bound = new Map<string, number>()
  const add = (sums: Map<string, number>, name: string, units: number): void =>
    void sums.set(name, (sums.get(name) ?? 0) + units)

  const all = Array.from({ length: running }, () => ({
    ...processOf(shared.store, clock, { whenStoreFails }),
    known: new Map<string, number>(),
  }))
  for (const { store, known } of all) {
    if (draw(3) === 0) continue
    for (let i = draw(5); i > 0; i -= 1) {
      const subject = SUBJECTS[draw(SUBJECTS.length)] ?? 'ada'
      const call = callOf(draw(120), { partitions: partitionsOf(subject) })
      const reply = await store.reserve(call)
      if (reply.kind !== 'granted') continue
      known.set(subject, reply.used[0] ?? 0)
      known.set('everyone', reply.used[1] ?? 0)
      await store.settle(handleOf(call), truth(call, 0))
    }
  }
  const part = (limit: number, known: number): number =>
    Math.floor(permilleOf(mode === 'open' ? limit : max(0, limit - known), share) / declared)
  for (const { known } of all) {
    for (const subject of SUBJECTS) add(bound, subject, part(LIMITS.user, known.get(subject) ?? 0))
    add(bound, 'everyone', part(LIMITS.wide, known.get('everyone') ?? 0))
  }

  shared.way = () => 'refuses'
  for (let i = 0; i < (fine ? 1_000 : 100) * running; i += 1) {
    const { store } = all[draw(running)] ?? {}
    const subject = SUBJECTS[draw(SUBJECTS.length)] ?? 'ada'
    const units = fine ? 1 : 1 + draw(60)
    if (store === undefined) continue
    const spent = await outcomeOf(() => spend(store, units, { partitions: partitionsOf(subject) }))
    if (spent instanceof Error) continue
    for (const name of [subject, 'everyone']) add(admitted, name, units)
    if (draw(50) === 0) await clock.advanceAsync(draw(500))
  }
  return { admitted, bound }
}

describe('processes that share a store in an outage (F38, F39)', () => {
  it.each([1, 2, 3, 5, 8, 16])(
    '%d of them never admit more than the share of what each last knew to be left (I4b)',
    async (running) => {
      for (const declared of [1, running]) {
        for (let seed = 1; seed <= 5; seed += 1) {
          const { admitted, bound } = await outageOf({
            mode: 'local',
            share: 300,
            running,
            declared,
            seed,
            fine: false,
          })
          for (const [name, units] of bound) expect(admitted.get(name) ?? 0).toBeLessThanOrEqual(units)
        }
      }
    },
  )

  it.each([1, 4, 16])('%d of them admit no more than the share of the whole when it is open (I4c)', async (running) => {
    for (let seed = 1; seed <= 4; seed += 1) {
      const { admitted, bound } = await outageOf({
        mode: 'open',
        share: 500,
        running,
        declared: running,
        seed,
        fine: false,
      })
      for (const [name, units] of bound) expect(admitted.get(name) ?? 0).toBeLessThanOrEqual(units)
      expect(bound.get('everyone')).toBeLessThanOrEqual(LIMITS.wide / 2)
    }
  })

  it.each(['local', 'open'] as const)(
    'reach the bound of a "%s" share exactly when they ask for units one by one',
    async (mode) => {
      const { admitted, bound } = await outageOf({ mode, share: 200, running: 4, declared: 4, seed: 9, fine: true })
      expect(admitted.get('everyone')).toBe(bound.get('everyone'))
      for (const [name, units] of bound) expect(admitted.get(name) ?? 0).toBeLessThanOrEqual(units)
    },
  )

  it('all that start in the middle of it have a share of the whole budget only', async () => {
    const { admitted, bound } = await outageOf({
      mode: 'local',
      share: 100,
      running: 16,
      declared: 16,
      seed: 3,
      fine: true,
    })
    expect(bound.get('everyone')).toBeLessThanOrEqual(LIMITS.wide / 10)
    expect(admitted.get('everyone')).toBeLessThanOrEqual(bound.get('everyone') ?? 0)
  })
})

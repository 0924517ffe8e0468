import { describe, expect, test } from '@jest/globals'
import { type Clock, memoryStore, type Partition, type Quota, type Store } from '@llm-limit/core'
import { type CompareOptions, compareHistories, DifferenceError } from './differential.js'
import { seededRandom } from './random.js'
import { type ReferenceStore, referenceStore } from './reference-store.js'
import { randomHistory } from './story.js'

/** The model in the place of a store, with one method replaced by a faulty one. */
type Fault = (store: Store, model: ReferenceStore, clock: Clock) => Partial<Store>

const faults: Record<string, Fault> = {
  'a reserve that forgets the weight': (store) => ({ reserve: (call) => store.reserve({ ...call, weight: 1_000 }) }),
  'a reserve that forgets the last quota': (store) => ({
    reserve: (call) => store.reserve({ ...call, partitions: call.partitions.map(withoutLastLimit) }),
  }),
  'a lease that ends a millisecond late': (store) => ({
    reserve: (call) => store.reserve({ ...call, leaseMs: call.leaseMs + 1 }),
  }),
  'a repeat that is never charged more': (store) => ({
    reserve: ({ repeat, ...call }) =>
      store.reserve(repeat === undefined ? call : { ...call, repeat: { ...repeat, factors: [1_000] } }),
  }),
  'an id that grows too old a minute late': (store) => ({
    reserve: (call) => store.reserve({ ...call, issuedAt: call.issuedAt + 60_000 }),
  }),
  'a raise that forgets what is taken': (store) => ({
    raise: (reservation, call) => store.raise(reservation, { ...call, taken: call.taken.map(() => 0) }),
  }),
  'a renew that does not keep what was observed': (store) => ({
    renew: (reservation, call) => store.renew(reservation, { ...call, observed: call.observed.map(() => 0) }),
  }),
  'a settlement that takes every amount as final': (store) => ({
    settle: (reservation, settlement) => store.settle(reservation, { ...settlement, estimated: false }),
  }),
  'a settlement that charges one unit too few': (store) => ({
    settle: (reservation, settlement) =>
      store.settle(reservation, { ...settlement, charges: settlement.charges.map((units) => Math.max(0, units - 1)) }),
  }),
  'a failed call that counts as a repeat': (store) => ({
    settle: (reservation, settlement) => store.settle(reservation, { ...settlement, failed: false }),
  }),
  'a reset that does nothing': () => ({ reset: async () => undefined }),
  'a refusal that moves the clock': (store) => ({
    async reserve(call) {
      const reply = await store.reserve(call)
      if (reply.kind === 'refused') await store.reset([{ key: 'other', quotas: [] }, ...call.partitions.slice(1)])
      return reply
    },
  }),
}

function modelAsStore(
  clock: Clock,
  fault: Fault = () => ({}),
): { readonly store: Store; readonly model: ReferenceStore } {
  const model = referenceStore()
  const store: Store = {
    async reserve(call) {
      const reply = model.reserve(call, clock.now())
      return reply.kind === 'refused' ? { ...reply, records: [] } : reply
    },
    async raise(reservation, call) {
      const reply = model.raise(reservation, call, clock.now())
      return reply.kind === 'refused' ? { ...reply, records: [] } : reply
    },
    renew: async (reservation, call) => model.renew(reservation, call, clock.now()),
    settle: async (reservation, settlement) => model.settle(reservation, settlement, clock.now()),
    peek: async (partitions) => ({ now: model.time(partitions, clock.now()), records: [] }),
    reset: async (partitions) => model.reset(partitions, clock.now()),
    health: async () => undefined,
    close: async () => undefined,
  }
  return { store: { ...store, ...fault(store, model, clock) }, model }
}

function optionsWith(fault: Fault | undefined, more: Partial<CompareOptions>): CompareOptions {
  let last = referenceStore()
  return {
    histories: 400,
    seed: 1,
    store(clock) {
      const { store, model } = modelAsStore(clock, fault)
      last = model
      return store
    },
    usedOf: (_records, partitions, now) => last.used(partitions, now).map(Number),
    retryAfterOf: (call, reply) => last.retryAfter(call, reply.now),
    retryAfterEvery: 4,
    ...more,
  }
}

function withoutLastLimit({ key, quotas }: Partition): Partition {
  const free = (quota: Quota, index: number) => (index === quotas.length - 1 ? { ...quota, limit: 2 ** 52 - 1 } : quota)
  return { key, quotas: quotas.map(free) }
}

describe('compareHistories', () => {
  test('finds nothing between the model and itself, and meets every reply on the way', async () => {
    const tally = await compareHistories(optionsWith(undefined, { histories: 1_200 }))
    expect([...tally.keys()].toSorted()).toEqual(
      [
        ['clock done', 'reset done'],
        [
          'reserve granted',
          'reserve refused by quota',
          'reserve refused by leases',
          'reserve closed',
          'reserve period',
        ],
        ['raise granted', 'raise refused by quota', 'raise closed', 'raise period', 'raise invalid', 'reserve invalid'],
        ['renew renewed', 'renew closed', 'renew invalid', 'settle invalid'],
        ['settle settled', 'settle corrected', 'settle already', 'settle marked'],
      ]
        .flat()
        .toSorted(),
    )
  })

  test.each(Object.keys(faults))('finds %s', async (name) => {
    await expect(compareHistories(optionsWith(faults[name], {}))).rejects.toThrow(DifferenceError)
  })

  test('tells histories of 30 commands or more', () => {
    const lengths = Array.from({ length: 200 }, (_, seed) => randomHistory(seededRandom(seed)).length)
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(30)
  })

  test('goes on after a difference when somebody is told of it, several histories at once, each once', async () => {
    const told: number[] = []
    const seeds: number[] = []
    const store = (clock: Clock, seed: number): Store => {
      seeds.push(seed)
      return { ...memoryStore({ clock }), reset: () => undefined }
    }
    const whenDifferent = (_error: DifferenceError, seed: number) => void told.push(seed)
    await compareHistories({ store, histories: 40, seed: 1, atOnce: 7, whenDifferent })
    expect(new Set(seeds).size).toBe(40)
    expect(told.length).toBeGreaterThan(0)
    expect(new Set(told).size).toBe(told.length)
  })

  test('finds a retry time that is a millisecond off', async () => {
    const late = optionsWith(undefined, {})
    const retryAfterOf: typeof late.retryAfterOf = (call, reply) => {
      const wait = late.retryAfterOf?.(call, reply) ?? 'never'
      return wait === 'never' ? wait : wait + 1
    }
    await expect(compareHistories({ ...late, retryAfterOf })).rejects.toThrow('retryAfter')
  })

  test('shows a shortest history: a reset that does nothing needs a charge, and the reset', async () => {
    const difference = compareHistories(optionsWith(faults['a reset that does nothing'], {}))
    await expect(difference).rejects.toThrow(/in the last of [234] steps/)
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createLimiter, InvalidAmountError, type Reservation, StoreError } from '@llm-limit/core'
import { BROKEN, HANGING } from './broken-object.fixture.js'
import { durableObjectStore } from './durable-object-store.js'
import { offerOf, open, partitionOf, spend, usedOf } from './scene.fixture.js'
import { startWorkerd, type Workerd } from './workerd.fixture.js'

let workerd: Workerd
beforeAll(async () => {
  workerd = await startWorkerd()
})
afterAll(() => workerd.stop())

describe('an object that is broken', () => {
  it.each(BROKEN)('never grants: %s is a StoreError of every operation', async (name) => {
    const store = durableObjectStore(await workerd.objects('BROKEN'))
    const partitions = [{ ...partitionOf('ada'), together: name }]
    const offers = [offerOf(partitions, 1)]
    const reservation: Reservation = { id: 'a', partitions, weight: 1_000, repeatFactor: 1_000 }
    const operations: Record<string, () => unknown> = {
      reserve: () => store.reserve({ id: 'a', issuedAt: 0, leaseMs: 1, partitions, offers, weight: 1_000 }),
      raise: () => store.raise(reservation, { step: 1, leaseMs: 1, offers, taken: [0] }),
      renew: () => store.renew(reservation, { leaseMs: 1, observed: [0], hold: [0] }),
      settle: () => store.settle(reservation, { charges: [0], estimated: false, failed: false }),
      peek: () => store.peek(partitions),
      reset: () => store.reset(partitions),
    }
    for (const operation of Object.values(operations)) await expect(operation()).rejects.toBeInstanceOf(StoreError)
  })

  it.each([...BROKEN, HANGING])('is an unavailable decision of a limiter: %s', async (name) => {
    const objects = await workerd.objects('BROKEN')
    const limiter = createLimiter({
      quotas: ['10 requests / hour'],
      store: durableObjectStore({ idFromName: () => objects.idFromName(name), get: (id) => objects.get(id) }),
      whenStoreFails: 'deny',
      storeDeadlineMs: 2_000,
    })
    expect((await limiter.reserve({ subject: { user: 'ada' } })).outcome).toBe('unavailable')
    await limiter.close()
  })
})

it('is asked again when it is well, by requests that come later: a timer of the one that failed never rings', async () => {
  const outcomes: unknown[] = []
  for (let i = 0; i < 4; i += 1) outcomes.push(await workerd.ask('/decide?broken'))
  expect(outcomes).toEqual(['unavailable', 'unavailable', 'unavailable', 'unavailable'])
  expect(await workerd.ask('/decide')).toBe('unavailable')
  while ((await workerd.ask('/decide')) !== 'admitted') await new Promise((resolve) => setTimeout(resolve, 100))
})

describe('an object that cannot write', () => {
  it('keeps nothing of a call, not even the records that it could write', async () => {
    const store = durableObjectStore(await workerd.objects('FULL'))
    const [ada, everyone] = ['ada', 'unwritable'].map((key) => ({ ...partitionOf(key), together: 'full' }))
    const both = [ada, everyone].filter((partition) => partition !== undefined)
    await spend(store, 'a', both.slice(0, 1), 3)
    await expect(open(store, 'b', both, 4)).rejects.toBeInstanceOf(StoreError)
    expect(await usedOf(store, both)).toEqual([3, 0])
    await spend(store, 'c', both.slice(0, 1), 5)
    expect(await usedOf(store, both)).toEqual([8, 0])
  })
})

describe('what is too large', () => {
  it('is not read: a message of more than 256 KB is a StoreError', async () => {
    const store = durableObjectStore(await workerd.objects('LIMITS'))
    const partitions = [partitionOf('llm:{u:large}')]
    const offers = Array.from({ length: 3_000 }, () => offerOf(partitions, 1))
    const call = { id: 'a', issuedAt: Date.now(), leaseMs: 1, partitions, offers, weight: 1_000 }
    await expect(store.reserve(call)).rejects.toThrow(StoreError)
  })

  it('is not kept: a long id is a hash, under which its call is known again', async () => {
    const store = durableObjectStore(await workerd.objects('LIMITS'))
    const partitions = [partitionOf('llm:{u:ids}')]
    const id = 'x'.repeat(100_000)
    const { reply, reservation } = await open(store, id, partitions, 40)
    expect(reply).toMatchObject({ kind: 'granted', used: [40] })
    expect((await open(store, id, partitions, 40)).reply).toMatchObject({ kind: 'granted', used: [40] })
    const refused = await store.reserve({
      ...reservation,
      issuedAt: Date.now(),
      leaseMs: 1,
      id: 'b',
      offers: [offerOf(partitions, 70)],
    })
    expect(JSON.stringify(refused).length).toBeLessThan(2_000)
    const settled = await store.settle(reservation, { charges: [7], estimated: false, failed: false })
    expect([settled.kind, await usedOf(store, partitions)]).toEqual(['settled', [7]])
  })
})

it('names an amount that is none, and where it stands, and writes nothing', async () => {
  const store = durableObjectStore(await workerd.objects('LIMITS'))
  const partitions = [partitionOf('llm:{u:amounts}')]
  for (const units of [Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, 2 ** 52])
    await expect(open(store, 'a', partitions, units)).rejects.toBeInstanceOf(InvalidAmountError)
  expect(await usedOf(store, partitions)).toEqual([0])
})

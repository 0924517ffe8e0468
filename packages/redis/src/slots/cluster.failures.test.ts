import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { type Partition, type Quota, type Reservation, type ReserveReply, type Store, usedIn } from '@llm-limit/core'
import { type Fate, flakyClient } from '../flaky.fixture.js'
import { redisStore } from '../redis-store.js'
import type { Operation } from '../scripts.gen.js'
import { type ClusterUnderTest, startClusterUnderTest } from './cluster.fixture.js'

const quota: Quota = {
  counter: 'tokens',
  limit: 100,
  scaled: false,
  ladder: true,
  aging: { algorithm: 'sliding', windowMs: 86_400_000 },
}
const everyone: Partition = { key: '{everyone}', quotas: [quota] }
const ada = [{ key: '{ada}', quotas: [quota] }, everyone]
const bob = [{ key: '{bob}', quotas: [quota] }, everyone]

let under: ClusterUnderTest
let now = 0
/** What becomes of the next scripts of an operation, in turn. */
const fates = new Map<Operation, Fate[]>()
let store: Store
let other: Store

beforeAll(async () => {
  under = await startClusterUnderTest(3)
})
afterAll(() => under.stop())
beforeEach(async () => {
  await under.flush()
  fates.clear()
  now = 1_700_000_000_000
  const clock = { now: () => now }
  store = redisStore(
    flakyClient(under.ioredis, (operation) => fates.get(operation)?.shift() ?? 'well'),
    { clock },
  )
  other = redisStore(under.nodeRedis, { clock })
})

const handle = (id: string, partitions: readonly Partition[]): Reservation => ({
  ...{ id, partitions, weight: 1_000, repeatFactor: 1_000 },
})

function reserve(from: Store, id: string, partitions: readonly Partition[], units: number): Promise<ReserveReply> {
  const charge = { cap: 100, fixed: units, perOutputToken: 0 }
  const offers = [{ rung: 0, charges: [charge, charge], output: { min: 0, max: 0, hold: 0 } }]
  const call = { id, issuedAt: now, leaseMs: 60_000, partitions, offers, weight: 1_000 }
  return Promise.resolve(from.reserve(call))
}

async function settle(from: Store, id: string, partitions: readonly Partition[], units: number): Promise<string> {
  const settlement = { charges: [units, units], estimated: false, failed: units === 0 }
  return (await from.settle(handle(id, partitions), settlement)).kind
}

async function used(partitions: readonly Partition[]): Promise<readonly number[]> {
  const reply = await other.peek(partitions)
  return usedIn(reply.records, partitions, reply.now)
}

const fail = { code: 'store-failed' }

it('when the answer of another slot is lost, it holds until the lease ends, and home holds nothing', async () => {
  await reserve(other, 'b', bob, 20)
  fates.set('join', ['unheard'])
  await expect(reserve(store, 'a', ada, 30)).rejects.toMatchObject(fail)
  expect(await used(ada)).toEqual([0, 50])
  // As core does with a call whose answer was lost. What others hold is not touched.
  expect(await settle(store, 'a', ada, 0)).toBe('marked')
  expect(await settle(other, 'b', bob, 20)).toBe('settled')
  expect(await used(ada)).toEqual([0, 50])
  now += 60_000
  expect(await used(ada)).toEqual([0, 20])
})

it('when the answer of home is lost, the other slots were not asked, and a release takes nothing of others there', async () => {
  await reserve(other, 'b', bob, 20)
  fates.set('reserve', ['unheard'])
  await expect(reserve(store, 'a', ada, 30)).rejects.toMatchObject(fail)
  expect(await used(ada)).toEqual([30, 20])
  expect(await settle(store, 'a', ada, 0)).toBe('settled')
  expect(await used(ada)).toEqual([0, 20])
})

it('when a process dies between home and the other slots, the same id again asks them', async () => {
  fates.set('reserve', ['unheard'])
  await expect(reserve(store, 'a', ada, 30)).rejects.toMatchObject(fail)
  expect(await reserve(other, 'a', ada, 30)).toMatchObject({ kind: 'granted', used: [30, 30] })
  expect(await reserve(other, 'a', ada, 30)).toMatchObject({ kind: 'granted', used: [30, 30] })
  expect(await settle(other, 'a', ada, 10)).toBe('settled')
  expect(await used(ada)).toEqual([10, 10])
})

it('a settlement that another slot did not confirm fails, and is finished when it is tried again', async () => {
  await reserve(store, 'a', ada, 30)
  fates.set('follow', ['unsent', 'unheard', 'unsent'])
  await expect(settle(store, 'a', ada, 10)).rejects.toMatchObject(fail)
  expect(await settle(store, 'a', ada, 10)).toBe('already')
  expect(await used(ada)).toEqual([10, 10])
})

it('a settlement whose answer of home was lost is charged when it is tried again, and held until the lease ends', async () => {
  await reserve(store, 'a', ada, 30)
  fates.set('settle', ['unheard'])
  await expect(settle(store, 'a', ada, 10)).rejects.toMatchObject(fail)
  expect(await settle(store, 'a', ada, 10)).toBe('already')
  expect(await used(ada)).toEqual([10, 40])
  now += 60_000
  expect(await used(ada)).toEqual([10, 10])
})

it('what the client sends twice is given back and charged once', async () => {
  await reserve(other, 'b', bob, 20)
  await reserve(store, 'a', ada, 30)
  fates.set('follow', ['twice'])
  await settle(store, 'a', ada, 10)
  expect(await used(ada)).toEqual([10, 30])
})

it('after a raise that another slot did not confirm, what it holds is in doubt and stays until its lease ends', async () => {
  await reserve(other, 'b', bob, 20)
  await reserve(store, 'a', ada, 10)
  const charge = { cap: 100, fixed: 30, perOutputToken: 0 }
  const offers = [{ rung: 0, charges: [charge, charge], output: { min: 0, max: 0, hold: 0 } }]
  fates.set('join', ['unheard'])
  const raised = store.raise(handle('a', ada), { step: 1, leaseMs: 60_000, offers, taken: [10, 10] })
  await expect(raised).rejects.toMatchObject(fail)
  expect(await used(ada)).toEqual([10, 60])
  expect(await settle(other, 'a', ada, 5)).toBe('settled')
  expect(await used(ada)).toEqual([5, 65])
  now += 60_000
  expect(await used(ada)).toEqual([5, 5])
})

it('when another slot cannot be reached, nothing is granted and home is as it was', async () => {
  await reserve(store, 'first', ada, 1)
  fates.set('join', ['unsent'])
  await expect(reserve(store, 'a', ada, 30)).rejects.toMatchObject(fail)
  expect(await used(ada)).toEqual([1, 1])
  expect(await reserve(store, 'a', ada, 30)).toMatchObject({ kind: 'granted', used: [31, 31] })
})

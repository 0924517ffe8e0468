import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Partition, type Quota, type ReserveCall, type Store, usedIn } from '@llm-limit/core'
import { compareHistories } from '@llm-limit/testing/reference'
import { LAYOUT_SEEDS, type Place, startOnCluster } from '../differential.fixture.js'

/** A fixed one, whose seeds have the layouts named; `npm run test:differential -- cluster` takes others. */
const SEED = 3_000_000

let place: Place
beforeAll(async () => {
  place = await startOnCluster()
})
afterAll(() => place.stop())

it.each(LAYOUT_SEEDS)(
  'I5, I1, I9, I16: $layout of a cluster $histories histories go as in the model and in the memory store',
  async ({ from, histories }) => {
    const { store } = place
    const tally = await compareHistories({ store, histories, seed: SEED + from, atOnce: 20, retryAfterEvery: 5 })
    expect(tally.get('reserve granted')).toBeGreaterThan(histories)
    expect(await place.keysWithoutExpiry()).toEqual([])
  },
  1_800_000,
)

/** Of the layout with every partition in a slot of its own. */
const APART = 8_000
const START = 1_700_000_000_000
const fields = { limit: 100, scaled: false, ladder: false }
const calls: Quota = { counter: 'calls', ...fields, aging: { algorithm: 'concurrency' } }
const tokens: Quota = { counter: 'tokens', ...fields, aging: { algorithm: 'sliding', windowMs: 3_600_000 } }
const user: Partition = { key: 'user:ann', quotas: [tokens] }
const everyone = (...quotas: Quota[]): Partition => ({ key: 'everyone', quotas })

function storeAt(time: { now: number }): Store {
  return place.store({ now: () => time.now, setTimer: () => () => undefined }, APART)
}

function callOf(id: string, partitions: readonly Partition[], units: number): ReserveCall {
  const charges = partitions.flatMap(({ quotas }) => quotas.map(() => ({ cap: 100, fixed: units, perOutputToken: 0 })))
  const offers = [{ rung: 0, charges, output: { min: 0, max: 0, hold: 0 } }]
  return { id, partitions, offers, issuedAt: START, leaseMs: 60_000, weight: 1_000 }
}

it('I9: when a clock steps back, slots are looked at as of the latest record among them', async () => {
  const time = { now: START }
  const store = storeAt(time)
  const partitions = [user, everyone(calls)]
  await store.reserve(callOf('a', partitions, 7))
  time.now = START + 120_000
  await store.reset([everyone(calls)])
  time.now = START + 10_000
  const { now, records } = await store.peek(partitions)
  expect(now).toBe(START + 120_000)
  expect(usedIn(records, partitions, now)).toEqual([0, 0])
})

it('I5: what another slot no longer counted when an estimate was settled is charged in full by the correction, once it counts again', async () => {
  const store = storeAt({ now: START })
  const before = [user, everyone(calls, tokens)]
  const reservation = { id: 'a', partitions: before, weight: 1_000, repeatFactor: 1_000 }
  await store.reserve(callOf('a', before, 7))
  await store.reserve(callOf('b', [user, everyone(calls)], 1))
  await store.settle(reservation, { charges: [7, 1, 7], estimated: true, failed: false })
  await store.reserve(callOf('c', before, 2))
  await store.settle(reservation, { charges: [9, 1, 9], estimated: false, failed: false })
  const { now, records } = await store.peek(before)
  expect(usedIn(records, before, now)).toEqual([12, 3, 11])
})

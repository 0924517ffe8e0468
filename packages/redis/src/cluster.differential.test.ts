import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Clock, Store } from '@llm-limit/core'
import { compareHistories } from '@llm-limit/testing/reference'
import { type ClusterUnderTest, startClusterUnderTest, withKeys } from './cluster.fixture.js'
import { redisStore } from './redis-store.js'

const HISTORIES = Number(process.env['HISTORIES'] ?? 150)
const SEED = Number(process.env['SEED'] ?? 1)

let under: ClusterUnderTest
beforeAll(async () => {
  under = await startClusterUnderTest(3)
})
afterAll(() => under.stop())

let made = 0

/** Each history has a place of its own: nothing is flushed. */
async function compare(keyOf: (key: string, place: string) => string): Promise<void> {
  const make = (clock: Clock): Store => {
    made += 1
    const place = `h${made}`
    return withKeys(
      (key) => keyOf(key, place),
      (clock) => redisStore(under.ioredis, { clock }),
    )(clock)
  }
  const tally = await compareHistories({ store: make, histories: HISTORIES, seed: SEED, retryAfterEvery: 10 })
  console.log(tally)
  expect(tally.get('reserve granted')).toBeGreaterThan(HISTORIES)
}

it(
  'I5: in one slot of a cluster random histories go as in the model',
  () => compare((key, place) => `{${place}}${key}`),
  600_000,
)

it(
  'I5: with a user and everyone in different slots they go as in the model',
  () => compare((key, place) => (key === 'everyone' ? `{${place}}${key}` : `{${place}:u}${key}`)),
  600_000,
)

it(
  'I5: with every partition in a slot of its own they go as in the model',
  () => compare((key, place) => `${place}${key}`),
  600_000,
)

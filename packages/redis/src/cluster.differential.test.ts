import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { compareHistories } from '@llm-limit/testing/reference'
import { type ClusterUnderTest, startClusterUnderTest, withKeys } from './cluster.fixture.js'
import { redisStore } from './redis-store.js'

/** A fixed base and no seed twice. Batches at once keep the servers busy. */
const BATCHES = Array.from({ length: 10 }, (_, batch) => 3_000_000 + 1_000 * batch)
const HISTORIES = Number(process.env['HISTORIES'] ?? 40)

let under: ClusterUnderTest
beforeAll(async () => {
  under = await startClusterUnderTest(3)
})
afterAll(() => under.stop())

let made = 0

/** Each history has keys of its own: nothing is flushed. */
async function compare(keyOf: (key: string, history: string) => string): Promise<void> {
  const tallies = await Promise.all(
    BATCHES.map((seed) =>
      compareHistories({
        store(clock) {
          const history = `h${made++}`
          return withKeys(
            (key) => keyOf(key, history),
            (clock) => redisStore(under.ioredis, { clock }),
          )(clock)
        },
        ...{ histories: HISTORIES, seed, retryAfterEvery: 10 },
      }),
    ),
  )
  for (const tally of tallies) expect(tally.get('reserve granted')).toBeGreaterThan(HISTORIES)
  expect(await under.keysWithoutExpiry()).toEqual([])
}

it(
  'I5: in one slot of a cluster histories go as in the model',
  () => compare((key, history) => `{${history}}${key}`),
  300_000,
)

it(
  'I5: with everyone in another slot than a user histories go as in the model',
  () => compare((key, history) => (key === 'everyone' ? `{${history}}${key}` : `{${history}:u}${key}`)),
  300_000,
)

it(
  'I5: with every partition in a slot of its own histories go as in the model',
  () => compare((key, history) => `${history}${key}`),
  300_000,
)

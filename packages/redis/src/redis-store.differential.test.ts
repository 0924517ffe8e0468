import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { compareHistories } from '@llm-limit/testing/reference'
import { keysWithoutExpiry, type RedisServer, startRedis } from '@llm-limit/testing/servers'
import { Redis } from 'ioredis'
import { redisStore } from './redis-store.js'
import { besideMemory, under } from './twin.fixture.js'

/** A fixed base and no seed twice; `npm run test:differential -- redis` takes others. Batches at once keep the server busy. */
const BATCHES = Array.from({ length: 10 }, (_, batch) => 2_000_000 + 1_000 * batch)
const HISTORIES = 1_000

let server: RedisServer
let redis: Redis
beforeAll(async () => {
  server = await startRedis()
  redis = new Redis(server.url)
})
afterAll(async () => {
  redis.disconnect()
  await server.stop()
})

it('I5, I1, I9, I16: decides, counts and remembers as the model does and the memory store, in 10,000 histories', async () => {
  let stores = 0
  const tallies = await Promise.all(
    BATCHES.map((seed) =>
      compareHistories({
        store: (clock) => besideMemory(under(`${stores++}:`, redisStore(redis, { clock })), clock),
        histories: HISTORIES,
        seed,
        retryAfterEvery: 50,
      }),
    ),
  )
  for (const tally of tallies) expect(tally.get('reserve granted')).toBeGreaterThan(HISTORIES)
  expect(await keysWithoutExpiry(server)).toEqual([])
}, 600_000)

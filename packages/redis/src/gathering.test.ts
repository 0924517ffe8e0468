import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Clock, Offer, Partition, ReserveCall, Store } from '@llm-limit/core'
import { compareHistories } from '@llm-limit/testing/reference'
import { type RedisServer, startRedis, startRedisCluster } from '@llm-limit/testing/servers'
import { Redis } from 'ioredis'
import type { IoredisLike } from './clients/ioredis.js'
import { redisStore } from './redis-store.js'
import { withKeys } from './slots/cluster.fixture.js'
import { besideMemory } from './twin.fixture.js'

let server: RedisServer
let redis: Redis
let sent: number
beforeAll(async () => {
  server = await startRedis()
  redis = new Redis(server.url)
})
afterAll(async () => {
  redis.disconnect()
  await server.stop()
})

/** Counts what it sends. */
function counting(): IoredisLike {
  sent = 0
  return {
    evalsha(sha1, count, ...rest) {
      sent += 1
      return redis.evalsha(sha1, count, ...rest)
    },
    eval: (source, count, ...rest) => redis.eval(source, count, ...rest),
    ping: () => redis.ping(),
  }
}

const quotas: Partition['quotas'] = [
  { counter: 'tokens', limit: 100, scaled: false, ladder: false, aging: { algorithm: 'sliding', windowMs: 60_000 } },
]
let made = 0
function callOf(user: string, cap = 100): ReserveCall {
  const offer: Offer = {
    rung: 0,
    charges: [{ cap, fixed: 60, perOutputToken: 0 }],
    output: { min: 0, max: 0, hold: 0 },
  }
  const partitions = [{ key: `llm:{u:${user}}`, quotas }]
  made += 1
  return { id: `${user}-${made}`, issuedAt: Date.now(), leaseMs: 60_000, partitions, weight: 1_000, offers: [offer] }
}

it('sends calls of one turn of the event loop together, and decides each by itself', async () => {
  const store = redisStore(counting())
  const replies = await Promise.all(['ada', 'bob', 'ada'].map((user) => store.reserve(callOf(user))))
  expect(replies.map(({ kind }) => kind)).toEqual(['granted', 'granted', 'refused'])
  expect(sent).toBe(1)
})

it('sends at most 12 calls together', async () => {
  const store = redisStore(counting())
  await Promise.all(Array.from({ length: 25 }, (_, i) => store.reserve(callOf(`many-${i}`))))
  expect(sent).toBe(3)
})

it('a call that fails hurts no other that was sent with it', async () => {
  const store = redisStore(counting())
  await redis.lpush('llm:{u:list}', 'no record')
  const users = ['cleo', 'list', 'dan']
  const calls = [...users.map((user) => callOf(user)), callOf('eve', Number.NaN)]
  const replies = await Promise.allSettled(calls.map((call) => store.reserve(call)))
  expect(replies.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected'])
  expect(replies).toMatchObject([
    { value: { kind: 'granted', used: [60] } },
    { reason: { name: 'StoreError', cause: { message: expect.stringContaining('WRONGTYPE') } } },
    { value: { kind: 'granted', used: [60] } },
    { reason: { message: expect.stringContaining('cap') } },
  ])
  expect(sent).toBe(1)
})

it('a call that fails alone, or when all do, fails as the server said', async () => {
  const store = redisStore(counting())
  const cause = { message: expect.stringMatching(/^WRONGTYPE/) }
  for (const count of [1, 3])
    for (const reply of await Promise.allSettled(Array.from({ length: count }, () => store.reserve(callOf('list')))))
      expect(reply).toMatchObject({ status: 'rejected', reason: { cause } })
})

it('sends calls apart where a cluster is reached as if it were one server', async () => {
  const cluster = await startRedisCluster({ masters: 1, replicas: 0 })
  const node = new Redis(cluster.nodes[0]?.url ?? '')
  const store = redisStore(node)
  for (const users of [
    ['ada', 'bob'],
    ['cleo', 'dan'],
  ]) {
    const replies = await Promise.all(users.map((user) => store.reserve(callOf(user))))
    expect(replies.map(({ kind }) => kind)).toEqual(['granted', 'granted'])
  }
  node.disconnect()
  await cluster.stop()
})

it('I5: calls of many histories, sent together, are decided as the model does', async () => {
  let current: Clock | undefined
  const shared = redisStore(redis, { clock: { now: () => current?.now() ?? 0 } })
  let histories = 0
  const store = (clock: Clock): Store => {
    const history = `${histories++}:`
    const own = withKeys(
      (key) => history + key,
      () =>
        timed(shared, () => {
          current = clock
        }),
    )
    return besideMemory(own(clock), clock)
  }
  const tally = await compareHistories({ store, histories: 100, seed: 9_000_000, atOnce: 20, retryAfterEvery: 50 })
  expect(tally.get('reserve granted')).toBeGreaterThan(100)
}, 300_000)

/** A store of many clocks: each call tells its own before it is written down. */
function timed(store: Store, tell: () => void): Store {
  const first =
    <Args extends unknown[], Reply>(work: (...args: Args) => Reply) =>
    (...args: Args): Reply => {
      tell()
      return work(...args)
    }
  const { reserve, raise, renew, settle, peek, reset } = store
  return {
    ...store,
    ...{ reserve: first(reserve), raise: first(raise), renew: first(renew) },
    ...{ settle: first(settle), peek: first(peek), reset: first(reset) },
  }
}

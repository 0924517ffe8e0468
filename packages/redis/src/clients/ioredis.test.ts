import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { createLimiter, type Limiter } from '@llm-limit/core'
import { type RedisServer, startRedis } from '@llm-limit/testing/servers'
import { Redis } from 'ioredis'
import { redisStore } from '../redis-store.js'
import { budgetRedisOptions } from './budget-redis-options.js'

let server: RedisServer
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.stop())

async function inLimiter(redis: Redis, work: (limiter: Limiter) => Promise<void>): Promise<void> {
  const policy = { quotas: ['10 requests / hour'], store: redisStore(redis), whenStoreFails: 'deny' } as const
  const limiter = createLimiter({ ...policy, storeDeadlineMs: 2_000 })
  try {
    await work(limiter)
  } finally {
    redis.disconnect()
    await limiter.close()
  }
}

it.each([
  { name: 'while the client still connects', lazyConnect: false, status: 'connecting' },
  { name: 'by a client that connects when it is first used', lazyConnect: true, status: 'wait' },
])('the first request is admitted $name', async ({ lazyConnect, status }) => {
  const redis = new Redis(server.url, { ...budgetRedisOptions, lazyConnect })
  await inLimiter(redis, async (limiter) => {
    expect(redis.status).toBe(status)
    const first = await Promise.all(['ada', 'bob'].map((user) => limiter.reserve({ subject: { user } })))
    expect(first.map(({ outcome }) => outcome)).toEqual(['admitted', 'admitted'])
  })
})

it('a first attempt that fails is not waited for again', async () => {
  // Nobody listens there.
  const redis = new Redis('redis://127.0.0.1:1', budgetRedisOptions)
  redis.on('error', () => {})
  await inLimiter(redis, async (limiter) => {
    const start = performance.now()
    for (const user of ['ada', 'bob', 'cid'])
      expect((await limiter.reserve({ subject: { user } })).outcome).toBe('unavailable')
    expect(performance.now() - start).toBeLessThan(1_500)
  })
})

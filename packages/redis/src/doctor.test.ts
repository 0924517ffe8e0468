import { describe, expect, it } from '@jest/globals'
import { createLimiter } from '@llm-limit/core'
import { fakeClock } from '@llm-limit/testing'
import { type RedisOptions, startRedis } from '@llm-limit/testing/servers'
import { Redis } from 'ioredis'
import { budgetRedisOptions } from './clients/budget-redis-options.js'
import { findingsOf } from './doctor.js'
import { redisStore } from './redis-store.js'

const EVICTING: RedisOptions = { appendOnly: true, config: { 'maxmemory-policy': 'allkeys-lru' } }

/** Codes of what a store says of a server. */
async function codesOf(options: RedisOptions, use?: (redis: Redis) => Promise<unknown>): Promise<string[]> {
  await using server = await startRedis(options)
  const redis = new Redis(server.url, { ...budgetRedisOptions, enableOfflineQueue: true })
  try {
    await use?.(redis)
    return ((await redisStore(redis).examine?.()) ?? []).map(({ code }) => code)
  } finally {
    redis.disconnect()
  }
}

describe('what a store says of its server', () => {
  it('F31: warns of one that forgets when it restarts', async () => {
    expect(await codesOf({})).toEqual(['redis-forgets'])
    expect(await codesOf({ appendOnly: true })).toEqual([])
  })

  it('F32: warns of one that drops keys when it is full', async () => {
    expect(await codesOf(EVICTING)).toEqual(['redis-evicts'])
  })

  it('F32: warns of it, and of the cache, also while that fills it', async () => {
    const full = { ...EVICTING, config: { ...EVICTING.config, maxmemory: '6mb' } }
    const fill = async (redis: Redis) => {
      for (let key = 0; key < 3_000; key += 1) await redis.set(`cache:${key}`, 'x'.repeat(4_000), 'EX', 600)
      expect(await redis.dbsize()).toBeLessThan(3_000)
    }
    expect(await codesOf(full, fill)).toEqual(['redis-evicts', 'redis-shared'])
  })

  it('F32: a limiter on it raises a warning once it has run for a second', async () => {
    await using server = await startRedis(EVICTING)
    const redis = new Redis(server.url, { ...budgetRedisOptions, enableOfflineQueue: true })
    const clock = fakeClock()
    const limiter = createLimiter({ quotas: ['5 requests / minute'], store: redisStore(redis), clock })
    const warned = new Promise((resolve) => limiter.on('warning-raised', ({ code }) => resolve(code)))
    clock.advance(1_000)
    expect(await warned).toBe('redis-evicts')
    await limiter.close()
    redis.disconnect()
  })

  it('warns of one that holds other things too, and not of budgets', async () => {
    const budgets = ['llm:{u:ada}', 'llm:{o:acme}u:ada', 'staging:{o:acme}', 'llm:{everyone}', 'llm:{u:ada}op:chat']
    const write = (keys: readonly string[]) => (redis: Redis) =>
      Promise.all(keys.map((key) => redis.set(key, '', 'EX', 60)))
    expect(await codesOf({ appendOnly: true }, write(budgets))).toEqual([])
    expect(await codesOf({ appendOnly: true }, write(['session:42']))).toEqual(['redis-shared'])
  })

  it('F44: warns of one that hides its clock, and of an old one', () => {
    const told = findingsOf([0, 'redis_version:5.0.7\r\naof_enabled:1\r\nmaxmemory_policy:noeviction\r\n'])
    expect(told.map(({ code }) => code)).toEqual(['redis-clock-refused', 'redis-old'])
    expect(findingsOf([1, 'redis_version:7.2.4\r\naof_enabled:1\r\n'])).toEqual([])
  })
})

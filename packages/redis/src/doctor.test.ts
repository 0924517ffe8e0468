import { describe, expect, it } from '@jest/globals'
import { startRedis } from '@llm-limit/testing/servers'
import { Redis } from 'ioredis'
import { budgetRedisOptions } from './budget-redis-options.js'
import { findingsOf } from './doctor.js'
import { redisStore } from './redis-store.js'

/** Codes of what a store says of a server. */
async function codesOf(
  options: Parameters<typeof startRedis>[0],
  use?: (redis: Redis) => Promise<unknown>,
): Promise<string[]> {
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
    expect(await codesOf({ appendOnly: true, config: { 'maxmemory-policy': 'allkeys-lru' } })).toEqual(['redis-evicts'])
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

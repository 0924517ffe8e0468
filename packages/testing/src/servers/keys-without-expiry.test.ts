import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { keysWithoutExpiry } from './keys-without-expiry.js'
import { startRedisCluster } from './redis-cluster.js'
import { type RedisServer, startRedis } from './redis-server.js'

describe('keys without expiry', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  beforeEach(() => redis.command('FLUSHALL'))
  afterAll(() => redis.stop())

  it('are found among many that expire, by server and by port', async () => {
    const fill = "for i = 1, 5000 do redis.call('SET', 'll:' .. i, i, 'PX', i % 1000 == 0 and 1e9 or 100000 + i) end"
    await redis.command('EVAL', fill, 0)
    expect(await keysWithoutExpiry(redis)).toEqual([])
    await redis.command('PERSIST', 'll:777')
    await redis.command('HSET', 'll:hash', 'field', 1)
    expect(await keysWithoutExpiry(redis)).toEqual(['ll:777', 'll:hash'])
    expect(await keysWithoutExpiry(redis.port)).toEqual(['ll:777', 'll:hash'])
  })

  it('are those of a pattern, when one is given', async () => {
    await redis.command('MSET', 'll:a', 1, 'other', 1)
    expect(await keysWithoutExpiry(redis, 'll:*')).toEqual(['ll:a'])
    expect(await keysWithoutExpiry(redis)).toEqual(['ll:a', 'other'])
  })

  it('are found on each master of a cluster', async () => {
    await using cluster = await startRedisCluster()
    const keys = ['a', 'b', 'c', 'd', 'e']
    for (const key of keys) await (await cluster.masterOf(key)).command('SET', key, 1)
    const found = await Promise.all(cluster.nodes.map((node) => keysWithoutExpiry(node)))
    expect(found.flat().sort()).toEqual(keys)
    expect(found.filter((some) => some.length > 0).length).toBeGreaterThan(1)
  })
})

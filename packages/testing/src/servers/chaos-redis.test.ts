import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { Redis } from 'ioredis'
import { type ChaosProxy, startChaosProxy } from './chaos-proxy.js'
import { type RedisServer, startRedis } from './redis-server.js'

describe('a real client behind a proxy', () => {
  let redis: RedisServer
  let proxy: ChaosProxy
  let client: Redis
  beforeAll(async () => {
    redis = await startRedis({ config: { requirepass: 'secret' } })
  })
  beforeEach(async () => {
    await redis.command('FLUSHALL')
    proxy = await startChaosProxy(redis)
    client = new Redis(proxy.url, { retryStrategy: () => 5 })
    client.on('error', () => {})
    await client.ping()
  })
  afterEach(async () => {
    client.disconnect()
    await proxy.stop()
  })
  afterAll(() => redis.stop())

  it('charges twice when it sends again what was executed and not answered', async () => {
    proxy.dropReply(1, { to: 'incrby', thenCut: true })
    await client.incrby('spent', 100)
    expect(await redis.command('GET', 'spent')).toBe('200')
    expect(proxy.dropped).toBe(1)
  })

  it('times out on a frozen server, which executes nevertheless', async () => {
    const hasty = new Redis(proxy.url, { commandTimeout: 50 })
    await hasty.ping()
    await redis.pause()
    await expect(hasty.incr('spent')).rejects.toThrow('Command timed out')
    redis.resume()
    await client.ping()
    expect(await redis.command('GET', 'spent')).toBe('1')
    hasty.disconnect()
  })

  it('reads replies that dribble', async () => {
    proxy.dribble({ bytes: 1, everyMs: 1 })
    await client.set('a', 'some text')
    expect(await client.get('a')).toBe('some text')
  })

  it('finds a server that restarted behind the proxy', async () => {
    await redis.restart()
    expect(await client.ping()).toBe('PONG')
  })
})

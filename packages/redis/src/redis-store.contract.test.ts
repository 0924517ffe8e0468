import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Clock, Store } from '@llm-limit/core'
import { describeStore } from '@llm-limit/testing'
import { keysWithoutExpiry, type RedisServer, startRedis } from '@llm-limit/testing/servers'
import { Redis as UpstashRedis } from '@upstash/redis'
import { Redis } from 'ioredis'
import { createClient, type RedisClientType } from 'redis'
import { redisStore, upstashStore } from './redis-store.js'
import { startRestShim } from './rest-shim.fixture.js'

let server: RedisServer
let ioredis: Redis
let nodeRedis: RedisClientType
let rest: Awaited<ReturnType<typeof startRestShim>>
let upstash: UpstashRedis

beforeAll(async () => {
  server = await startRedis()
  ioredis = new Redis(server.url)
  nodeRedis = createClient({ url: server.url })
  await nodeRedis.connect()
  rest = await startRestShim((command, ...args) => ioredis.call(command, ...args))
  upstash = new UpstashRedis({ url: rest.url, token: 'none', enableTelemetry: false })
})

afterAll(async () => {
  rest.stop()
  ioredis.disconnect()
  nodeRedis.destroy()
  await server.stop()
})

/** An empty server, and after each claim no key on it that would stay for ever. */
const on = (name: string, make: (clock: Clock) => Store) =>
  describeStore(
    { describe, it },
    {
      name,
      async create(clock) {
        await ioredis.flushall()
        const store = make(clock)
        return {
          ...store,
          async close() {
            expect(await keysWithoutExpiry(server)).toEqual([])
            await store.close()
          },
        }
      },
    },
  )

on('Redis through ioredis', (clock) => redisStore(ioredis, { clock }))
on('Redis through node-redis', (clock) => redisStore(nodeRedis, { clock }))
on('Redis through the REST client of Upstash', (clock) => upstashStore(upstash, { clock }))

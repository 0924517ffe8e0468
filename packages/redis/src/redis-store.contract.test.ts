import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Clock, Store } from '@llm-limit/core'
import { describeStore } from '@llm-limit/testing'
import { keysWithoutExpiry } from '@llm-limit/testing/servers'
import { type Clients, startClients } from './clients.fixture.js'
import { redisStore, upstashStore } from './redis-store.js'

let clients: Clients

beforeAll(async () => {
  clients = await startClients()
})

afterAll(() => clients.stop())

/** An empty server, and after each claim no key on it that would stay for ever. */
const on = (name: string, make: (clock: Clock) => Store) =>
  describeStore(
    { describe, it },
    {
      name,
      async create(clock) {
        await clients.ioredis.flushall()
        const store = make(clock)
        return {
          ...store,
          async close() {
            expect(await keysWithoutExpiry(clients.server)).toEqual([])
            await store.close()
          },
        }
      },
    },
  )

on('Redis through ioredis', (clock) => redisStore(clients.ioredis, { clock }))
on('Redis through node-redis', (clock) => redisStore(clients.nodeRedis, { clock }))
on('Redis through the REST client of Upstash', (clock) => upstashStore(clients.upstash, { clock }))

import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createLimiter, type Records, StoreError } from '@llm-limit/core'
import { describeRecords } from '@llm-limit/testing'
import { keysWithoutExpiry, type RedisServer, startRedis } from '@llm-limit/testing/servers'
import { Redis as UpstashRedis } from '@upstash/redis'
import { Redis } from 'ioredis'
import { createClient, type RedisClientType } from 'redis'
import { redisRecords, upstashRecords } from './redis-records.js'
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

const on = (name: string, make: () => Records): void =>
  describeRecords(
    { describe, it },
    {
      name,
      async create() {
        await ioredis.flushall()
        return make()
      },
    },
  )

on('records in Redis through ioredis', () => redisRecords(ioredis))
on('records in Redis through node-redis', () => redisRecords(nodeRedis))
on('records in Redis over REST', () => upstashRecords(upstash))

describe('a record in Redis', () => {
  it('ends by itself', async () => {
    await ioredis.flushall()
    await redisRecords(ioredis).compareAndSet('llm:a', 'x', 0, 60_000)
    expect(await keysWithoutExpiry(server)).toEqual([])
    expect(await ioredis.pttl('llm:a')).toBeGreaterThan(50_000)
  })

  it('survives SCRIPT FLUSH', async () => {
    const records = redisRecords(ioredis)
    await ioredis.flushall()
    await records.compareAndSet('llm:a', 'x', 0, 60_000)
    await ioredis.script('FLUSH')
    expect(await records.get('llm:a')).toEqual({ value: 'x', version: 1 })
  })

  it('is not taken for something else that lies under its key', async () => {
    await ioredis.set('llm:a', 'a session', 'PX', 60_000)
    await expect(redisRecords(ioredis).get('llm:a')).rejects.toThrow(StoreError)
  })

  it('lets a process that begins know what another one learned', async () => {
    await ioredis.flushall()
    const policy = { quotas: ['100k tokens / hour'], expects: { model: 'any', outputTokens: 1_000 } } as const
    const limiterOf = () => createLimiter({ ...policy, records: redisRecords(ioredis) })
    const request = { subject: { user: 'ada' }, call: { inputTokens: 10 } }
    const teacher = limiterOf()
    for (let i = 0; i < 50; i += 1) {
      const decision = await teacher.reserve(request)
      if (decision.outcome === 'admitted') await decision.settle({ inputTokens: 10, outputTokens: 100 })
    }
    await teacher.close()
    const other = limiterOf()
    const held = async (): Promise<number> => {
      const decision = await other.reserve(request)
      const [quota] = (await other.usage(request.subject)).quotas
      if (decision.outcome === 'admitted') await decision.release()
      return quota?.used ?? 0
    }
    expect(await held()).toBe(1_010)
    for (let tries = 0; tries < 100 && (await held()) === 1_010; tries += 1) await sleep(5)
    expect(await held()).toBeLessThan(200)
    await other.close()
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createLimiter, type Records, StoreError } from '@llm-limit/core'
import { describeRecords } from '@llm-limit/testing'
import { keysWithoutExpiry } from '@llm-limit/testing/servers'
import { type Clients, startClients } from './clients.fixture.js'
import { redisRecords, upstashRecords } from './redis-records.js'

let clients: Clients

beforeAll(async () => {
  clients = await startClients()
})

afterAll(() => clients.stop())

const on = (name: string, make: () => Records): void =>
  describeRecords(
    { describe, it },
    {
      name,
      async create() {
        await clients.ioredis.flushall()
        return make()
      },
    },
  )

on('records in Redis through ioredis', () => redisRecords(clients.ioredis))
on('records in Redis through node-redis', () => redisRecords(clients.nodeRedis))
on('records in Redis over REST', () => upstashRecords(clients.upstash))

describe('a record in Redis', () => {
  it('ends by itself', async () => {
    await clients.ioredis.flushall()
    await redisRecords(clients.ioredis).compareAndSet('llm:a', 'x', 0, 60_000)
    expect(await keysWithoutExpiry(clients.server)).toEqual([])
    expect(await clients.ioredis.pttl('llm:a')).toBeGreaterThan(50_000)
  })

  it('survives SCRIPT FLUSH', async () => {
    const records = redisRecords(clients.ioredis)
    await clients.ioredis.flushall()
    await records.compareAndSet('llm:a', 'x', 0, 60_000)
    await clients.ioredis.script('FLUSH')
    expect(await records.get('llm:a')).toEqual({ value: 'x', version: 1 })
  })

  it('is not taken for something else that lies under its key', async () => {
    await clients.ioredis.set('llm:a', 'a session', 'PX', 60_000)
    await expect(redisRecords(clients.ioredis).get('llm:a')).rejects.toThrow(StoreError)
  })

  it('lets a process that begins know what another one learned', async () => {
    await clients.ioredis.flushall()
    const policy = { quotas: ['100k tokens / hour'], expects: { model: 'any', outputTokens: 1_000 } } as const
    const limiterOf = () => createLimiter({ ...policy, records: redisRecords(clients.ioredis) })
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

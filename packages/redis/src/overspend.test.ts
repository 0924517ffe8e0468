import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { keysWithoutExpiry, type RedisServer, startProcess, startRedis } from '@llm-limit/testing/servers'
import { Redis } from 'ioredis'
import { LIMIT, type Share, usedNow } from './overspend.fixture.js'
import { redisStore } from './redis-store.js'

const worker = new URL('./overspend-worker.fixture.ts', import.meta.url)
const PROCESSES = 8
const IN_FLIGHT = 50

let server: RedisServer
let redis: Redis
beforeAll(async () => {
  server = await startRedis()
  redis = new Redis(server.url)
})
afterAll(async () => {
  redis.disconnect()
  await server.stop()
})

/** All processes begin together, on an empty server. */
async function spendTogether(calls: number, planted: string): Promise<readonly Share[]> {
  await redis.flushall()
  const args = (n: number) => [server.url, `p${n}`, `${calls / PROCESSES}`, `${IN_FLIGHT}`, planted]
  const children = await Promise.all(Array.from({ length: PROCESSES }, (_, n) => startProcess(worker, args(n))))
  for (const child of children) expect(await child.receive()).toBe('ready')
  for (const child of children) child.send('go')
  return Promise.all(children.map(async (child) => (await child.receive()) as Share))
}

const sum = (shares: readonly Share[], of: keyof Share) => shares.reduce((total, share) => total + share[of], 0)

it('I1, F1: 8 processes with 50 calls in flight spend 200,000 calls on one budget: over by exactly 0', async () => {
  const shares = await spendTogether(200_000, '')
  expect(sum(shares, 'admitted') + sum(shares, 'refused')).toBe(200_000)
  expect(sum(shares, 'spent')).toBe(LIMIT)
  expect(await usedNow(redisStore(redis))).toEqual([LIMIT, 0])
  expect(await keysWithoutExpiry(server)).toEqual([])
}, 300_000)

it('finds a store that checks first and counts later', async () => {
  const shares = await spendTogether(40_000, 'planted')
  expect(sum(shares, 'spent')).toBeGreaterThan(LIMIT)
}, 300_000)

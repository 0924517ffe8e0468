import { Ratelimit } from '@upstash/ratelimit'
import type { Redis } from 'ioredis'
import { RateLimiterRedis, RateLimiterUnion } from 'rate-limiter-flexible'
import { UNION } from '../contestants/names.js'
import type { Racer } from './race.js'
import { upstashClient } from './upstash-client.js'

export const INCRBY = 'INCRBY'
const SUBJECTS = 20_000
const PLENTY = 1e9
/** Seconds. */
const WINDOWS = [60, 3_600, 86_400, 30 * 86_400]

/** One command, and what others do with Redis for a call. */
export function peersOver(redis: Redis): Racer[] {
  const union = new RateLimiterUnion(...WINDOWS.map((duration) => limiterOver(redis, duration)))
  const one = limiterOver(redis, WINDOWS[0] ?? 0)
  const upstash = new Ratelimit({
    redis: upstashClient(redis),
    limiter: Ratelimit.tokenBucket(PLENTY, '1 m', PLENTY),
    prefix: 'upstash',
  })
  return [
    racer(INCRBY, (key) => redis.incrby(key, 500)),
    racer('GET, INCRBY, EXPIRE, TTL, one limit', (key) => fourTrips(redis, `four:${key}`)),
    racer('rate-limiter-flexible, one limit', (key) => one.consume(key, 500)),
    racer(UNION, (key) => union.consume(key, 1)),
    racer('@upstash/ratelimit token bucket, one limit', async (key) => {
      const { success } = await upstash.limit(key, { rate: 500 })
      if (!success) throw new Error('The benchmark was refused.')
    }),
  ]
}

function racer(name: string, work: (key: string) => Promise<unknown>): Racer {
  return { name, subjects: SUBJECTS, phases: [{ name, work: (turn) => work(`user-${turn % SUBJECTS}`) }] }
}

function limiterOver(storeClient: Redis, duration: number): RateLimiterRedis {
  return new RateLimiterRedis({ storeClient, keyPrefix: `w${duration}`, points: Number.MAX_SAFE_INTEGER, duration })
}

/** Check, then charge: what is written by hand most often. Not atomic. */
async function fourTrips(redis: Redis, key: string): Promise<void> {
  if (Number(await redis.get(key)) > Number.MAX_SAFE_INTEGER) throw new Error('The benchmark was refused.')
  await redis.incrby(key, 500)
  await redis.expire(key, 60)
  await redis.ttl(key)
}

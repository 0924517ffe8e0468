import { Ratelimit } from '@upstash/ratelimit'
import type { Redis } from 'ioredis'
import { BudgetExceededError, BudgetManager, RedisStorage } from 'llm-spend-guard'
import { RateLimiterRedis, RateLimiterRes, RateLimiterUnion } from 'rate-limiter-flexible'
import { upstashClient } from '../redis/upstash-client.js'
import { ESTIMATE, type Gate, LIMIT } from './scenario.js'

/** Seconds. The budget is a day's; the other windows are too large to refuse. */
const DAY = 86_400
const OTHER_WINDOWS = [60, 3_600, 30 * DAY]

type Make = (redis: Redis, key: string) => Gate

/** Each as its documentation uses it; where that has two ways to count tokens, both. */
export const peerGates: Readonly<Record<string, Make>> = {
  'GET, call, INCRBY, EXPIRE, TTL': (redis, key) => ({
    async pass(_caller, spent, model) {
      if (Number(await redis.get(`hand:${key}`)) + ESTIMATE > LIMIT) return false
      await model()
      await redis.incrby(`hand:${key}`, spent)
      await redis.expire(`hand:${key}`, DAY)
      await redis.ttl(`hand:${key}`)
      return true
    },
  }),
  'rate-limiter-flexible Union of 4, estimate consumed': (redis, key) => {
    const others = OTHER_WINDOWS.map((duration) => limiterOf(redis, duration, 1e9))
    const union = new RateLimiterUnion(limiterOf(redis, DAY, LIMIT), ...others)
    return before(async () => union.consume(key, ESTIMATE).then(() => true, unlessBroken))
  },
  'rate-limiter-flexible: get, call, consume': (redis, key) => {
    const limiter = limiterOf(redis, DAY, LIMIT)
    return around(
      async () => ((await limiter.get(key))?.remainingPoints ?? LIMIT) > 0,
      (spent) => limiter.consume(key, spent).catch(unlessBroken),
    )
  },
  '@upstash/ratelimit, rate = estimate': (redis, key) => {
    const limiter = upstashOver(redis)
    return before(async () => (await limiter.limit(key, { rate: ESTIMATE })).success)
  },
  '@upstash/ratelimit: getRemaining, call, limit': (redis, key) => {
    const limiter = upstashOver(redis)
    return around(
      async () => (await limiter.getRemaining(key)).remaining > 0,
      (spent) => limiter.limit(key, { rate: spent }),
    )
  },
  'llm-spend-guard over Redis': (redis, key) => {
    const manager = new BudgetManager({ userBudgetTokens: LIMIT }, new RedisStorage(redis))
    const who = { userId: key }
    return around(
      () => manager.checkBudget(ESTIMATE, who).then(() => true, unlessBroken),
      (spent) => manager.recordUsage(spent, who),
    )
  },
}

/** Counts the estimate before the call, and leaves it at that. */
function before(takes: () => Promise<boolean>): Gate {
  return {
    async pass(_caller, _spent, model) {
      const isAdmitted = await takes()
      if (isAdmitted) await model()
      return isAdmitted
    },
  }
}

/** Looks before the call, counts after it. */
function around(looks: () => Promise<boolean>, counts: (spent: number) => Promise<unknown>): Gate {
  return {
    async pass(_caller, spent, model) {
      if (!(await looks())) return false
      await model()
      await counts(spent)
      return true
    },
  }
}

/** A refusal is a rejection there; so is a failure, which is none. */
function unlessBroken(reason: unknown): false {
  const isRefusal = (each: unknown): boolean => each instanceof RateLimiterRes || each instanceof BudgetExceededError
  if (isRefusal(reason) || Object.values(Object(reason)).some(isRefusal)) return false
  throw reason
}

function limiterOf(storeClient: Redis, duration: number, points: number): RateLimiterRedis {
  return new RateLimiterRedis({ storeClient, keyPrefix: `w${duration}`, points, duration })
}

function upstashOver(redis: Redis): Ratelimit {
  const limiter = Ratelimit.slidingWindow(LIMIT, '1 d')
  return new Ratelimit({ redis: upstashClient(redis), limiter, prefix: 'upstash' })
}

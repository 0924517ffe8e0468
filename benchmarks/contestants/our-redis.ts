import type { Clock, Store } from '@llm-limit/core'
import { budgetRedisOptions, redisStore } from '@llm-limit/redis'
import { Redis } from 'ioredis'
import { connected } from '../redis/connected.js'

/** Our store over a Redis, of the source tree that this is bundled with. */
export async function openStore(url: string, clock?: Pick<Clock, 'now'>): Promise<Store> {
  return redisStore(await connected(new Redis(url, budgetRedisOptions)), { clock })
}

import { createLimiter } from '@llm-limit/next'
import { budgetRedisOptions, redisStore } from '@llm-limit/redis'
import { Redis } from 'ioredis'

const redis = new Redis(process.env['REDIS_URL'] ?? '', { ...budgetRedisOptions, lazyConnect: true })
// The module is run by the first request, which has to find the connection; `next build` runs it too, without a server.
await redis.connect().catch(() => {})

export const limiter = createLimiter({
  quotas: [{ quota: '2 requests / hour', name: 'requests', ladder: 'wall' }],
  store: redisStore(redis),
})

// One process of many that spend one budget: `overspend-worker.fixture.ts <url> <name> <calls> <together> <planted>`.
import { Redis } from 'ioredis'
import { budgetRedisOptions } from './clients/budget-redis-options.js'
import { checkThenIncrement, spendAll } from './overspend.fixture.js'
import { redisStore } from './redis-store.js'

const [url = '', name = '', calls = 0, together = 0, planted] = process.argv.slice(2)
const redis = new Redis(url, budgetRedisOptions)
await new Promise((ready) => redis.once('ready', ready))
const store = planted === 'planted' ? checkThenIncrement(redisStore(redis)) : redisStore(redis)
process.send?.('ready')
process.once('message', async () => {
  process.send?.(await spendAll(store, name, Number(calls), Number(together)))
  redis.disconnect()
  process.disconnect()
})

// Redis goes away in the middle of the day, and comes back. Ends with 0 only when nobody got more than was promised, and nothing was forgotten.
import { setTimeout as sleep } from 'node:timers/promises'
import { createLimiter } from '@llm-limit/express'
import { budgetRedisOptions, redisStore } from '@llm-limit/redis'
import { startRedis } from '@llm-limit/testing/servers'
import { Redis } from 'ioredis'

const ada = { subject: { user: 'ada' } }
await using server = await startRedis({ appendOnly: true })
const redis = new Redis(server.url, budgetRedisOptions)
redis.on('error', () => {}) // the limiter tells it
await new Promise((ready) => redis.once('ready', ready))

const limiter = createLimiter({
  quotas: ['100 requests / hour'],
  ladder: 'wall',
  store: redisStore(redis),
  whenStoreFails: { local: { share: 0.1 } },
})
limiter.on('store-degraded', () => console.log('-- Redis is gone: a tenth of what is left of each budget stays'))
const recovered = new Promise<void>((back) =>
  limiter.on('store-recovered', ({ admitted, refused }) => {
    console.log(`-- Redis is back: ${admitted} were admitted without it, ${refused} were not`)
    back()
  }),
)

/** Sends requests one after the other; how many were admitted, refused by a limit, and not decided. */
async function send(count: number): Promise<string> {
  const outcomes = { admitted: 0, denied: 0, unavailable: 0 }
  for (let n = 0; n < count; n += 1) outcomes[(await limiter.run(ada, async () => {})).outcome] += 1
  return `${outcomes.admitted} admitted, ${outcomes.denied} refused, ${outcomes.unavailable} unavailable`
}

async function used(): Promise<number | undefined> {
  const { quotas } = await limiter.usage(ada.subject)
  return quotas[0]?.used
}

console.log(`with Redis:    ${await send(20)}; used ${await used()} of 100`)
await server.kill()
const meanwhile = await send(12)
console.log(`without Redis: ${meanwhile}`)
await server.restart()
await recovered
let total = await used()
for (let tries = 0; total !== 28 && tries < 40; tries += 1) {
  await sleep(50) // what was admitted meanwhile is being charged
  total = await used()
}
console.log(`with Redis:    used ${total} of 100`)

await limiter.close()
redis.disconnect()
if (meanwhile !== '8 admitted, 0 refused, 4 unavailable' || total !== 28) process.exitCode = 1

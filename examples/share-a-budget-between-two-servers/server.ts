// One server of many: a chat app whose budgets live in Redis. REDIS_URL and OPENAI_BASE_URL say where to.
import type { AddressInfo } from 'node:net'
import { createLimiter, llmLimit, meteredFetch } from '@llm-limit/express'
import { budgetRedisOptions, redisStore } from '@llm-limit/redis'
import express from 'express'
import { Redis } from 'ioredis'
import OpenAI from 'openai'

const redis = new Redis(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379', budgetRedisOptions)
const limiter = createLimiter({
  quotas: ['5 requests / minute'],
  ladder: 'wall',
  store: redisStore(redis),
})

const openai = new OpenAI({ apiKey: 'none', fetch: meteredFetch })
const app = express()
app.use(express.json())
app.use('/ai', llmLimit({ limiter, subject: () => ({ user: 'ada' }) })) // your session says who
app.post('/ai/chat', async (request, response) => {
  response.json(await openai.chat.completions.create({ model: 'gpt-5', messages: request.body.messages }))
})

await new Promise((ready) => redis.once('ready', ready))
const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))

import { createLimiter, llmLimit } from '@llm-limit/express'
import { openStore } from './our-redis.js'
import { serveChats } from './redis-chats.js'

const silent = { info: ignore, warn: ignore, error: ignore }
const [, , url = ''] = process.argv

const limiter = createLimiter({
  quotas: ['1000M requests / minute', '1000000M tokens / hour', '100000M output tokens / day', '$1000000 / month'],
  store: await openStore(url),
})
await serveChats([llmLimit({ limiter, log: silent })])

function ignore(): void {}

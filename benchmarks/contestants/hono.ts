import { getRequestListener } from '@hono/node-server'
import { createLimiter, llmLimit } from '@llm-limit/hono'
import { Hono } from 'hono'
import { COMPLETION, PLENTY, serveChatsInTurn, silent } from './chats-in-turn.js'
import { OURS } from './names.js'

const [, , name = ''] = process.argv
const app = new Hono()
if (name === OURS) app.use(llmLimit({ limiter: createLimiter({ quotas: PLENTY }), log: silent }))
app.post('/v1/chat/completions', async (c) => {
  await c.req.json() // as a handler does, and as the parsers of the others have done
  return c.json(COMPLETION)
})
await serveChatsInTurn(getRequestListener(app.fetch), name)

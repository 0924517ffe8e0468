import { createLimiter, llmLimit } from '@llm-limit/fastify'
import fastify from 'fastify'
import { COMPLETION, PLENTY, serveChatsInTurn, silent } from './chats-in-turn.js'
import { OURS } from './names.js'

const [, , name = ''] = process.argv
const app = fastify()
if (name === OURS) app.register(llmLimit, { limiter: createLimiter({ quotas: PLENTY }), log: silent })
app.post('/v1/chat/completions', async () => COMPLETION)
await app.ready()
await serveChatsInTurn(app.routing, name)

import { bodyParser } from '@koa/bodyparser'
import { createLimiter, llmLimit } from '@llm-limit/koa'
import Koa from 'koa'
import { COMPLETION, PLENTY, serveChatsInTurn, silent } from './chats-in-turn.js'
import { OURS } from './names.js'

const [, , name = ''] = process.argv
const app = new Koa()
app.use(bodyParser())
if (name === OURS) app.use(llmLimit({ limiter: createLimiter({ quotas: PLENTY }), log: silent }))
app.use((ctx) => {
  ctx.body = COMPLETION
})
await serveChatsInTurn(app.callback(), name)

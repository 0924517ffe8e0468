// Koa, with a client of one's own

import { bodyParser } from '@koa/bodyparser'
import { createLimiter, llmLimit } from '@llm-limit/koa'
import Koa from 'koa'

interface Asked {
  readonly model: string | undefined
  readonly maxOutputTokens: number
  readonly messages: unknown
}

declare const myClient: { ask(question: Asked): Promise<{ text: string; usage: { inputTokens: number } }> }

const limiter = createLimiter({ quotas: ['20k tokens / hour'], operations: { chat: {} } })
const app = new Koa()

app.use(bodyParser())
app.use(llmLimit({ limiter, operation: 'chat', subject: (ctx) => ({ user: ctx.state.user.id }) }))
app.use(async (ctx) => {
  const { model, maxOutputTokens } = ctx.state.llm.terms
  const { messages } = Object(ctx.request.body)
  const answer = await myClient.ask({ model, maxOutputTokens, messages })
  ctx.state.llm.settle(answer.usage)
  ctx.body = answer
})

// Hono: what was granted is typed where the guard is mounted

import { createLimiter, type Llm, type LlmVariables, llmLimit } from '@llm-limit/hono'
import { type Context, Hono } from 'hono'

interface AppEnv {
  readonly Bindings: { readonly KEY: string }
  readonly Variables: { readonly user: { readonly id: string } }
}

const limiter = createLimiter({ quotas: ['20k tokens / hour'], operations: { chat: {} } })

// Named in the route, the app's own bindings and variables stay
new Hono<AppEnv>().post('/chat/:room', llmLimit({ limiter, operation: 'chat' }), (c) => {
  const llm: Llm = c.var.llm
  const key: string = c.env.KEY
  return c.json({ phase: llm.phase, same: c.get('llm').phase, key, user: c.get('user').id, room: c.req.param('room') })
})

// Chained after `use`
new Hono().use(llmLimit({ limiter })).post('/chat', (c) => c.json(c.var.llm.terms))

// Declared once
const app = new Hono<{ Variables: LlmVariables }>()
app.use('/ai/*', llmLimit({ limiter }))
app.post('/ai/chat', (c) => c.json(c.get('llm').percent))

// Without any of it there is none
// @ts-expect-error no guard, no llm
new Hono<AppEnv>().post('/chat', (c) => c.json(c.get('llm')))

// Who pays, from the app's own variables
llmLimit({ limiter, subject: (c: Context<AppEnv>) => c.get('user') })
llmLimit({ limiter, subject: (c) => c.get('user'), address: (c) => c.req.header('cf-connecting-ip') })
// @ts-expect-error no such operation
llmLimit({ limiter, operation: 'chatt' })
// @ts-expect-error a name is no subject
llmLimit({ limiter, subject: (c: Context<AppEnv>) => c.get('user').id })

// A chat on Hono that streams its answers, and tells the user with each of them how much of her budget is used.
import { serve } from '@hono/node-server'
import { createLimiter, llmLimit, llmRoutes, meteredFetch } from '@llm-limit/hono'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import OpenAI from 'openai'

const limiter = createLimiter({
  quotas: ['1k tokens / hour'],
  operations: { chat: { expects: { outputTokens: 40 } } },
  ladder: [
    { at: 70, phase: 'warning' },
    { at: 85, phase: 'soft', models: { 'gpt-4.1': 'gpt-4.1-mini' }, output: { factor: 0.5, floor: 10 }, delayMs: 400 },
    { at: 100, phase: 'hard' },
  ],
})
const subject = () => ({ user: 'ada' }) // your session says who
const openai = new OpenAI({ fetch: meteredFetch })

const app = new Hono()
app.use(llmRoutes(limiter, { subject })) // GET /llm-limit/usage
app.post('/chat', llmLimit({ limiter, operation: 'chat', subject }), async (c) => {
  const { messages } = await c.req.json()
  // Asked before the stream begins: a call that does not fit is still answered with a status of its own.
  const answer = await openai.chat.completions.create(
    { model: 'gpt-4.1', max_completion_tokens: 40, messages, stream: true },
    { signal: c.req.raw.signal },
  )
  return streamSSE(c, async (stream) => {
    await stream.writeSSE({ event: 'phase', data: JSON.stringify(c.var.llm.phase) })
    for await (const { choices } of answer)
      await stream.writeSSE({ event: 'text', data: JSON.stringify(choices[0]?.delta.content ?? '') })
  })
})
// An error of the provider, or a call that the budget refused although its request was admitted.
app.onError((error, c) => {
  if (error instanceof OpenAI.RateLimitError) return c.json({ detail: 'Please try again later.' }, 429)
  return c.json({ detail: 'There is no answer this time.' }, 502)
})

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => process.send?.(port))

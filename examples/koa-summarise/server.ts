// Summaries of documents, and headlines for them. A summary counts twice and has a quota of its own; a headline counts half. The SDK reads its key and address from the environment.
import type { AddressInfo } from 'node:net'
import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import { createLimiter, llmLimit, llmRoutes, meteredFetch } from '@llm-limit/koa'
import Koa, { type Context, type Next } from 'koa'
import OpenAI from 'openai'

const limiter = createLimiter({
  tiers: {
    free: {
      quotas: [
        { quota: '40 requests / day', name: 'requests' },
        { quota: '$0.04 / day', name: 'money' },
      ],
      operations: { summarise: [{ quota: '20 requests / day', name: 'summaries', ladder: 'wall' }] }, // ten documents
    },
  },
  operations: {
    summarise: { expects: { model: 'gpt-5', outputTokens: 400 }, weight: 2, repeats: false },
    headline: { expects: { model: 'gpt-5', outputTokens: 20 }, weight: 0.5, repeats: false },
  },
  ladder: [
    { at: 80, phase: 'warning' },
    { at: 100, phase: 'soft', models: { 'gpt-5': 'gpt-5-mini' }, output: { factor: 0.5, floor: 200 } },
    { at: 120, phase: 'hard' },
  ],
})

const subject = () => ({ user: 'ada' }) // your session says who
const openai = new OpenAI({ fetch: meteredFetch })

async function ask(ctx: Context, task: string, max_completion_tokens: number): Promise<void> {
  const { document } = Object(ctx.request.body)
  const { model, choices } = await openai.chat.completions.create({
    model: 'gpt-5',
    max_completion_tokens,
    messages: [
      { role: 'system', content: task },
      { role: 'user', content: document },
    ],
  })
  ctx.body = { text: choices[0]?.message.content, model, phase: ctx.state.llm.phase }
}

/** An error of the provider, or a call that was refused although its request was admitted. */
async function answerErrors(ctx: Context, next: Next): Promise<void> {
  try {
    await next()
  } catch (error) {
    if (!(error instanceof OpenAI.APIError)) throw error
    ctx.status = error.status ?? 502
    ctx.body = { detail: error.message }
  }
}

const router = new Router()
const guard = (operation: 'summarise' | 'headline') => llmLimit({ limiter, operation, subject })
router.post('/summary', guard('summarise'), (ctx) => ask(ctx, 'Summarise this document in one paragraph.', 800))
router.post('/headline', guard('headline'), (ctx) => ask(ctx, 'Find a headline for this document.', 30))

const app = new Koa()
app.use(answerErrors)
app.use(bodyParser())
app.use(llmRoutes(limiter, { subject, expose: { money: true } })) // GET /llm-limit/usage
app.use(router.routes())

const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))

import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import Router from '@koa/router'
import { createLimiter, llmLimit, llmRoutes, meteredFetch } from '@llm-limit/koa'
import { type FakeModelServer, fakeModelServer, listenOnLoopback } from '@llm-limit/testing'
import Koa, { type Context } from 'koa'
import OpenAI from 'openai'

const Koa2: typeof Koa = createRequire(import.meta.url)('koa2')
const subject = (): { user: string } => ({ user: 'ada' })

let models: FakeModelServer
beforeAll(async () => {
  models = await fakeModelServer({ outputTokens: 5 })
})
afterAll(() => models.close())

async function asked(app: Koa, path: string, method = 'POST') {
  const server = await listenOnLoopback(app.callback())
  try {
    const response = await fetch(`${server.origin}${path}`, { method })
    return { status: response.status, headers: response.headers, text: await response.text() }
  } finally {
    await server.close()
  }
}

describe.each([
  ['Koa 3', Koa],
  ['Koa 2', Koa2],
])('the middleware in an app of %s', (_, Framework) => {
  it('guards one route of a router, with an operation of its own', async () => {
    const limiter = createLimiter({ quotas: ['10 requests / hour'], operations: { heavy: { weight: 3 } } })
    const router = new Router()
    router.post('/free', (ctx) => {
      ctx.body = 'yes'
    })
    router.post('/heavy', llmLimit({ limiter, operation: 'heavy', subject, log: false }), (ctx) => {
      ctx.body = ctx.state.llm.phase
    })
    const app = new Framework()
    app.use(router.routes())
    expect((await asked(app, '/free')).headers.get('llm-limit-phase')).toBeNull()
    expect(await asked(app, '/heavy')).toMatchObject({ status: 200, text: 'normal' })
    expect((await limiter.usage({ user: 'ada' })).quotas[0]?.used).toBe(3)
  })

  it('says at the start which operation it does not know', () => {
    const limiter = createLimiter({ quotas: ['10 requests / hour'], operations: { chat: {} } })
    expect(() => llmLimit({ limiter, operation: 'chatt' as 'chat' })).toThrow(
      `Unknown operation 'chatt'. The policy declares default, chat.`,
    )
  })

  it('keeps the time to wait of a refused model call, when the app answers the error itself', async () => {
    const app = new Framework()
    app.use(llmLimit({ limiter: createLimiter({ quotas: ['9k tokens / hour'] }), subject, log: false }))
    app.use(async (ctx, next) => {
      try {
        await next()
      } catch (error) {
        answerError(ctx, error)
      }
    })
    app.use(async (ctx) => {
      const openai = new OpenAI({ baseURL: models.url, apiKey: 'none', fetch: meteredFetch })
      const messages = [{ role: 'user' as const, content: 'word '.repeat(6_000) }]
      ctx.body = await openai.chat.completions.create({ model: 'gpt-5', messages, max_completion_tokens: 50 })
    })
    expect((await asked(app, '/')).status).toBe(200)
    const { status, headers, text } = await asked(app, '/')
    expect([status, JSON.parse(text).error.code]).toEqual([429, 'rate_limit_exceeded'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('shows where the caller stands', async () => {
    const limiter = createLimiter({ quotas: ['10 requests / hour'] })
    const app = new Framework().use(llmRoutes(limiter, { subject }))
    const { headers, text } = await asked(app, '/llm-limit/usage', 'GET')
    expect(headers.get('cache-control')).toBe('no-store, private')
    expect(JSON.parse(text).quotas).toMatchObject([{ used: 0, unit: 'requests' }])
    expect((await asked(app, '/other', 'GET')).status).toBe(404)
  })
})

/** As docs/guide/koa.md shows it. */
function answerError(ctx: Context, error: unknown): void {
  if (!(error instanceof OpenAI.APIError)) throw error
  ctx.status = error.status ?? 502
  ctx.body = { error: error.error }
}

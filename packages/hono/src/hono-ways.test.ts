import { getRequestListener } from '@hono/node-server'
import { describe, expect, it } from '@jest/globals'
import { createLimiter, type LlmVariables, llmLimit, llmRoutes } from '@llm-limit/hono'
import { listenOnLoopback } from '@llm-limit/testing'
import { type Handler, Hono } from 'hono'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import { proxy } from 'hono/proxy'
import { cloneRawRequest } from 'hono/request'
import { requestId } from 'hono/request-id'
import { streamSSE, streamText } from 'hono/streaming'
import { validator } from 'hono/validator'

type App = Hono<{ Variables: LlmVariables }>

const CHAT = { model: 'gpt-5', messages: [{ role: 'user', content: 'Where is the sea?' }], max_completion_tokens: 500 }
const CUT = { ...CHAT, model: 'gpt-5-mini', max_completion_tokens: 250 }

/** In `soft` from the first request on, so that the body is rewritten. */
function softGuard() {
  const limiter = createLimiter({
    quotas: ['20k tokens / hour'],
    ladder: [
      { at: 1, phase: 'soft', models: { 'gpt-5': 'gpt-5-mini' }, output: { factor: 0.5, floor: 10 } },
      { at: 100, phase: 'hard' },
    ],
  })
  return llmLimit({ limiter, log: false })
}

function guardOf(quota: '1 requests / hour' | '9 requests / hour' = '9 requests / hour') {
  const limiter = createLimiter({ quotas: [{ quota, name: 'asked', ladder: 'wall' }, '5 concurrent'] })
  const openNow = async () => (await limiter.usage({ user: 'ada' })).quotas[1]?.used
  return { limiter, openNow, guard: llmLimit({ limiter, subject: () => ({ user: 'ada' }), log: false }) }
}

function post(app: App, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return Promise.resolve(
    app.request('/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(CHAT),
    }),
  )
}

describe('the body after the guard', () => {
  it('is the rewritten one, by every way to read it', async () => {
    const app: App = new Hono()
    app.use(softGuard())
    app.post('*', async (c) => {
      const raw: unknown = await c.req.raw.clone().json()
      return c.json([
        raw,
        await c.req.json(),
        JSON.parse(await c.req.text()),
        await (await cloneRawRequest(c.req)).json(),
      ])
    })
    expect(await (await post(app)).json()).toEqual([CUT, CUT, CUT, CUT])
  })

  it('is the rewritten one where a validator had read it before the guard', async () => {
    const app: App = new Hono()
    app.post(
      '*',
      validator('json', (value) => value),
      softGuard(),
      async (c) => c.json(await c.req.json()),
    )
    expect(await (await post(app)).json()).toEqual(CUT)
  })

  it('goes through a proxy and into a mounted app', async () => {
    const echo = async (request: Request): Promise<Response> => new Response(request.body)
    const app: App = new Hono()
    app.use(softGuard())
    app.post('/v1/*', (c) => proxy('http://models.test/', { ...c.req, customFetch: echo }))
    app.mount('/mounted', echo)
    expect(await (await post(app)).json()).toEqual(CUT)
    const body = JSON.stringify(CHAT)
    const mounted = await app.request('/mounted/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect(await mounted.json()).toEqual(CUT)
  })
})

describe('the fields of a response', () => {
  it.each<[string, Handler]>([
    ['of the context', (c) => c.json({})],
    ['of its own', () => new Response('{}')],
    ['of fetch, which cannot be changed', () => fetch('data:,hello')],
    ['that streams events', (c) => streamSSE(c, (stream) => stream.writeSSE({ data: 'one' }))],
    ['that streams text', (c) => streamText(c, async (stream) => void (await stream.write('one')))],
    ['to an HTTPException', () => Promise.reject(new HTTPException(422, { message: 'No.' }))],
    ['to any other error', () => Promise.reject(new Error('No.'))],
  ])('are there on one %s', async (_, handler) => {
    const { guard, openNow } = guardOf()
    const app: App = new Hono()
    app.onError((error, c) => (error instanceof HTTPException ? error.getResponse() : c.text('', 500)))
    app.use(guard)
    app.post('*', handler)
    const response = await post(app)
    expect(response.headers.get('ratelimit')).toMatch(/^"asked";r=8/)
    await response.text()
    expect(await openNow()).toBe(0)
  })

  it('are exposed where cors is mounted before, and a refusal keeps what was set before it', async () => {
    const { guard } = guardOf('1 requests / hour')
    const app: App = new Hono()
    app.use(cors({ origin: 'https://app.test' }), requestId(), guard)
    app.post('*', (c) => c.json({}))
    const origin = { origin: 'https://app.test' }
    const answers = [await post(app, origin), await post(app, origin)]
    expect(answers.map(({ status }) => status)).toEqual([200, 429])
    for (const { headers } of answers) {
      expect(headers.get('access-control-allow-origin')).toBe('https://app.test')
      expect(headers.get('access-control-expose-headers')).toMatch(/\bRateLimit\b/)
      expect(headers.get('x-request-id')).toMatch(/./)
    }
    expect(answers[1]?.headers.get('content-type')).toBe('application/problem+json')
  })
})

describe('a request', () => {
  it('whose handler forgot to answer fails as in Hono, and costs nothing', async () => {
    const { guard, limiter } = guardOf()
    const app: App = new Hono()
    app.onError((_error, c) => c.text('', 500))
    app.use(guard)
    app.post('*', async () => undefined as never)
    expect((await post(app)).status).toBe(500)
    expect((await limiter.usage({ user: 'ada' })).quotas.map(({ used }) => used)).toEqual([0, 0])
  })

  it('whose reader gives up is over, and so is the stream', async () => {
    const { guard, openNow } = guardOf()
    const app: App = new Hono()
    app.use(guard)
    const aborted = new Promise<void>((resolve) => {
      app.post('*', (c) =>
        streamText(c, async (stream) => {
          stream.onAbort(resolve)
          await stream.write('one')
          await new Promise(() => {})
        }),
      )
    })
    const reader = (await post(app)).body?.getReader()
    await reader?.read()
    expect(await openNow()).toBe(1)
    await reader?.cancel()
    await aborted
    expect(await openNow()).toBe(0)
  })

  it('keeps its Content-Length on Node, where nothing has to be streamed', async () => {
    const { guard } = guardOf()
    const app: App = new Hono()
    app.use(guard)
    app.post('*', (c) => c.json({ text: 'yes' }))
    const server = await listenOnLoopback(getRequestListener(app.fetch))
    const { headers } = await fetch(`${server.origin}/ai`, { method: 'POST' })
    await server.close()
    expect([headers.get('content-length'), headers.get('ratelimit')?.slice(0, 11)]).toEqual(['14', '"asked";r=8'])
  })
})

describe('llmRoutes', () => {
  it('tells where the caller stands, below any path, and charges nothing', async () => {
    const { guard, limiter } = guardOf()
    const app: App = new Hono()
    app.use('/api/*', llmRoutes(limiter, { subject: () => ({ user: 'ada' }) }), guard)
    app.post('*', (c) => c.json({}))
    await (await app.request('/api/chat', { method: 'POST' })).text()
    const answer = await app.request('/api/llm-limit/usage')
    expect(answer.headers.get('cache-control')).toBe('no-store, private')
    expect((await answer.json()).quotas[0]).toMatchObject({ name: 'asked', used: 1 })
    expect((await app.request('/api/other')).status).toBe(404)
  })
})

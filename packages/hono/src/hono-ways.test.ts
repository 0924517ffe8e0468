import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { describe, expect, it } from '@jest/globals'
import { createLimiter, type LlmVariables, llmLimit, llmRoutes } from '@llm-limit/hono'
import { type Handler, Hono } from 'hono'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import { requestId } from 'hono/request-id'
import { streamSSE, streamText } from 'hono/streaming'
import { type App, chat, onNode, WAYS } from './two-ways.fixture.js'

function guardOf(quota: '1 requests / hour' | '9 requests / hour' = '9 requests / hour') {
  const limiter = createLimiter({ quotas: [{ quota, name: 'asked', ladder: 'wall' }, '5 concurrent'] })
  const openNow = async () => (await limiter.usage({ user: 'ada' })).quotas[1]?.used
  return { limiter, openNow, guard: llmLimit({ limiter, subject: () => ({ user: 'ada' }), log: false }) }
}

describe.each(WAYS)('the fields of a response, asked %s', (_, ask) => {
  it.each<[string, Handler]>([
    ['of the context', (c) => c.json({})],
    ['of its own', () => new Response('{}')],
    ['of fetch, which cannot be changed', () => fetch('data:,hello')],
    ['that streams events', (c) => streamSSE(c, (stream) => stream.writeSSE({ data: 'one' }))],
    ['that streams text', (c) => streamText(c, async (stream) => void (await stream.write('one')))],
    ['to an HTTPException', () => Promise.reject(new HTTPException(422, { message: 'No.' }))],
    ['to any other error', () => Promise.reject(new Error('No.'))],
  ])('are there on one %s', async (__, handler) => {
    const { guard, openNow } = guardOf()
    const app: App = new Hono()
    app.onError((error, c) => (error instanceof HTTPException ? error.getResponse() : c.text('', 500)))
    app.use(guard)
    app.post('*', handler)
    const response = await ask(app, '/chat', chat())
    expect(response.headers.get('ratelimit')).toMatch(/^"asked";r=8/)
    await response.text()
    expect(await openNow()).toBe(0)
  })

  it('are exposed where cors is mounted before, and a refusal keeps what was set before it', async () => {
    const { guard } = guardOf('1 requests / hour')
    const app: App = new Hono()
    app.use(cors({ origin: 'https://app.test' }), requestId(), guard)
    app.post('*', (c) => c.json({}))
    const asked = chat(undefined, { origin: 'https://app.test' })
    const answers = [await ask(app, '/chat', asked), await ask(app, '/chat', asked)]
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
    expect((await app.request('/chat', chat())).status).toBe(500)
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
    const reader = (await app.request('/chat', chat())).body?.getReader()
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
    const { headers } = await onNode(app, '/ai', { method: 'POST' })
    expect([headers.get('content-length'), headers.get('ratelimit')?.slice(0, 11)]).toEqual(['14', '"asked";r=8'])
  })

  it('has its fields on Node where the handler answers by the response of Node', async () => {
    const { guard, openNow } = guardOf()
    const app = new Hono<{ Bindings: HttpBindings; Variables: LlmVariables }>()
    app.use(guard)
    app.post('*', (c) => {
      c.env.outgoing.writeHead(201).end('by hand')
      return RESPONSE_ALREADY_SENT
    })
    const answer = await onNode(app, '/ai', { method: 'POST' })
    expect([answer.status, answer.headers.get('ratelimit')?.slice(0, 11)]).toEqual([201, '"asked";r=8'])
    expect([await answer.text(), await openNow()]).toEqual(['by hand', 0])
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

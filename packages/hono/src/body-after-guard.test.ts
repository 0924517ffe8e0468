import { describe, expect, it } from '@jest/globals'
import { createLimiter, llmLimit } from '@llm-limit/hono'
import { listenOnLoopback } from '@llm-limit/testing'
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { proxy } from 'hono/proxy'
import { cloneRawRequest } from 'hono/request'
import { validator } from 'hono/validator'
import { type App, CHAT, CUT, chat, onNode, softGuard, WAYS } from './two-ways.fixture.js'

const lookers: readonly (readonly [who: string, before: MiddlewareHandler])[] = [
  ['a validator', validator('json', (value) => value)],
  ['a limit of its length', bodyLimit({ maxSize: 1_000_000 })],
  [
    'a logger',
    async (c, next) => {
      await c.req.raw.clone().text()
      await next()
    },
  ],
]

describe.each(WAYS)('the body after the guard, asked %s', (_, ask) => {
  it('is the rewritten one, by every way to read it', async () => {
    const app: App = new Hono()
    app.use(softGuard())
    app.post('*', async (c) => {
      const unread = [await c.req.raw.clone().json(), await (await cloneRawRequest(c.req)).json()]
      const kept = [await c.req.json(), JSON.parse(await c.req.text()), await new Response(await c.req.blob()).json()]
      return c.json([...unread, ...kept, await (await cloneRawRequest(c.req)).json()])
    })
    expect(await (await ask(app, '/v1/chat/completions', chat())).json()).toEqual(Array(6).fill(CUT))
  })

  it('goes through a proxy and into a mounted app', async () => {
    const upstream = await listenOnLoopback((request, response) => request.pipe(response))
    const app: App = new Hono()
    app.use(softGuard())
    app.post('/v1/*', (c) => proxy(upstream.origin, { ...c.req }))
    app.post('/again/*', async (c) => new Response(new Request(c.req.raw).body))
    app.mount('/mounted', async (request) => new Response(request.body))
    for (const path of ['/v1', '/mounted/v1', '/again/v1'])
      expect(await (await ask(app, `${path}/chat/completions`, chat())).json()).toEqual(CUT)
    await upstream.close()
  })

  it.each(lookers)('is the rewritten one where %s has looked at it before', async (__, before) => {
    const app: App = new Hono()
    app.use(before, softGuard())
    app.post('*', async (c) => c.json([await c.req.raw.clone().json(), await c.req.json()]))
    const text = JSON.stringify(CHAT)
    for (const body of [text, new Blob([text]).stream()])
      expect(await (await ask(app, '/v1/chat/completions', chat(body))).json()).toEqual([CUT, CUT])
  })

  it('is the rewritten one in an app that has an environment of its own', async () => {
    const app: App = new Hono()
    app.use(softGuard())
    app.post('*', async (c) => c.json([await c.req.raw.clone().json(), await c.req.json()]))
    const outer: App = new Hono()
    outer.post('*', (c) => app.fetch(c.req.raw, { KEY: 'a' }))
    expect(await (await ask(outer, '/v1/chat/completions', chat())).json()).toEqual([CUT, CUT])
  })

  it.each([
    ['JSON', JSON.stringify({ ...CHAT, messages: [{ role: 'user', content: 'Où est la mer ?' }] }, null, 2), {}],
    ['JSON after a byte order mark', `\uFEFF${JSON.stringify(CHAT)}`, {}],
    ['text', 'Where is the sea?', { 'content-type': 'text/plain' }],
  ])('is what came where no terms change it: %s', async (__, text, headers) => {
    const upstream = await listenOnLoopback((request, response) => request.pipe(response))
    const limiter = createLimiter({ quotas: ['1M tokens / hour'] })
    const app: App = new Hono()
    app.use(llmLimit({ limiter, log: false }))
    app.post('*', (c) => proxy(upstream.origin, { ...c.req }))
    const answer = await ask(app, '/v1/chat/completions', chat(text, headers))
    expect(await answer.text()).toBe(text.replace('\uFEFF', ''))
    await upstream.close()
  })
})

describe('the request after the guard on Node', () => {
  it('is the one that the server made', async () => {
    const seen: Request[] = []
    const note: MiddlewareHandler = async (c, next) => {
      seen.push(c.req.raw)
      await next()
    }
    const app: App = new Hono()
    app.use(note, softGuard(), note)
    app.post('*', async (c) => c.json(await c.req.json()))
    expect(await (await onNode(app, '/v1/chat/completions', chat())).json()).toEqual(CUT)
    expect(seen[0]).toBe(seen[1])
  })
})

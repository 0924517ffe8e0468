import { setTimeout as later } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createLimiter, type Limiter, llmLimit, llmRoutes, meteredFetch } from '@llm-limit/fastify'
import { type FakeModelServer, fakeModelServer } from '@llm-limit/testing'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import OpenAI from 'openai'

const CHAT = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'Where is the sea?' }] }
const PHASE = 'llm-limit-phase'
const PROBLEM = 'application/problem+json'

let models: FakeModelServer
let openai: OpenAI
beforeAll(async () => {
  models = await fakeModelServer({ outputTokens: 5 })
  openai = new OpenAI({ baseURL: models.url, apiKey: 'none', fetch: meteredFetch, maxRetries: 0 })
})
afterAll(() => models.close())

const started = new Map<FastifyInstance, string>()
afterEach(async () => {
  for (const app of started.keys()) await app.close()
  started.clear()
})

function limiterOf(quota = '10 requests / hour'): Limiter<'chat' | 'heavy' | 'default'> {
  const operations = { chat: { repeats: false }, heavy: { weight: 3, repeats: false } } as const
  return createLimiter({ quotas: [{ quota: quota as '10 requests / hour', name: 'only', ladder: 'wall' }], operations })
}

const who = (): { user: string } => ({ user: 'ada' })

async function used(limiter: Limiter): Promise<number | undefined> {
  return (await limiter.usage({ user: 'ada' })).quotas[0]?.used
}

async function request(app: FastifyInstance, path: string, init?: RequestInit): Promise<Response> {
  const origin = started.get(app) ?? (await app.listen({ host: '127.0.0.1', port: 0 }))
  started.set(app, origin)
  return fetch(`${origin}${path}`, init)
}

function post(app: FastifyInstance, path = '/', type = 'application/json'): Promise<Response> {
  return request(app, path, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(CHAT) })
}

describe('the scope of llmLimit', () => {
  it('is where it is registered: that plugin and those in it, routes before it too, and no other', async () => {
    const limiter = limiterOf()
    const app = fastify()
    app.register(async (ai) => {
      ai.post('/before', async () => 'yes')
      ai.register(llmLimit, { limiter, subject: who, operation: 'chat' })
      ai.post('/after', async () => 'yes')
      ai.register(async (inner) => void inner.post('/inner', async () => 'yes'))
    })
    app.post('/outside', async (request) => String(request.llm))
    for (const url of ['/before', '/after', '/inner']) expect((await post(app, url)).headers.get(PHASE)).toBe('normal')
    const outside = await post(app, '/outside')
    expect([outside.headers.get(PHASE), await outside.text()]).toEqual([null, 'undefined'])
    expect(await used(limiter)).toBe(3)
  })

  it('may hold another one, which refines what the outer has reserved', async () => {
    const limiter = limiterOf()
    const app = fastify()
    app.register(llmLimit, { limiter, subject: who })
    app.register(async (heavy) => {
      heavy.register(llmLimit, { limiter, subject: who, operation: 'heavy' })
      heavy.post('/heavy', async () => 'yes')
    })
    await post(app, '/heavy')
    expect(await used(limiter)).toBe(3)
  })
})

describe('config.llm of a route', () => {
  it('names its operation, or lets it pass', async () => {
    const limiter = limiterOf()
    const app = fastify()
    await app.register(llmLimit, { limiter, subject: who, operation: () => 'chat' })
    app.post('/chat', async () => 'yes')
    app.post('/heavy', { config: { llm: { operation: 'heavy' } } }, async () => 'yes')
    app.post('/free', { config: { llm: false } }, async () => 'yes')
    await post(app, '/chat')
    await post(app, '/heavy')
    expect(await used(limiter)).toBe(4)
    expect((await post(app, '/free')).headers.get(PHASE)).toBeNull()
    expect(await used(limiter)).toBe(4)
  })

  it('and the operation of the scope are checked at the start', async () => {
    const limiter = limiterOf()
    const app = fastify()
    await app.register(llmLimit, { limiter })
    const route = (llm: unknown) => () => void app.post('/', { config: { llm: llm as false } }, async () => 'yes')
    expect(route({ operation: 'chatt' })).toThrow(
      `Unknown operation 'chatt'. The policy declares default, chat, heavy.`,
    )
    for (const llm of ['chat', true, null, { operatoin: 'chat' }])
      expect(route(llm)).toThrow(`config.llm ${JSON.stringify(llm)} of a route must be false or { operation: 'name' }.`)
    await expect(fastify().register(llmLimit, { limiter, operation: 'hevy' })).rejects.toThrow(
      `Unknown operation 'hevy'.`,
    )
  })
})

describe('llmLimit among hooks and plugins', () => {
  it('comes after validation: a body that the route refuses holds nothing', async () => {
    const limiter = limiterOf()
    let settled = 0
    limiter.on('reservation-settled', () => {
      settled += 1
    })
    const app = fastify()
    app.register(llmLimit, { limiter, subject: who })
    const schema = { body: { type: 'object', required: ['prompt'] } }
    app.post('/', { schema }, async () => 'yes')
    expect((await post(app)).status).toBe(400)
    expect([await used(limiter), settled]).toEqual([0, 0])
  })

  it('knows whom an earlier hook let in', async () => {
    const limiter = limiterOf()
    const app = fastify()
    app.decorateRequest('user', '')
    app.addHook('onRequest', async (request) => void request.setDecorator('user', 'ada'))
    app.register(llmLimit, { limiter, subject: async (request) => ({ user: request.getDecorator<string>('user') }) })
    app.post('/', async () => 'yes')
    await post(app)
    expect(await used(limiter)).toBe(1)
  })

  it('lets model calls find their request behind parsers and hooks of every kind', async () => {
    const limiter = limiterOf('100000 tokens / hour')
    const app = fastify()
    app.addContentTypeParser(
      'application/chat+json',
      { parseAs: 'string' },
      async (_: FastifyRequest, body: string) => {
        await later(1)
        return JSON.parse(body)
      },
    )
    app.addHook('preParsing', async (_request, _reply, payload) => payload)
    app.register(llmLimit, { limiter, subject: who })
    app.addHook('preHandler', async () => void (await later(1)))
    app.addHook('preHandler', (_request, _reply, done) => void setTimeout(done, 1))
    app.post('/', { preHandler: async () => void (await ask()) }, async () => {
      await later(1)
      return ask()
    })
    const before = models.bill.length
    const settled = settlement(limiter)
    await post(app, '/', 'application/chat+json')
    await settled
    const billed = models.bill.slice(before).map(({ inputTokens, outputTokens }) => inputTokens + outputTokens)
    expect(billed).toHaveLength(2)
    expect(await used(limiter)).toBe(billed.reduce((sum, tokens) => sum + tokens))
  })

  it('refuses in its own words, whatever serializer and onSend hooks there are', async () => {
    const limiter = limiterOf('1 requests / hour')
    const seen: unknown[] = []
    const app = fastify()
    app.setReplySerializer(() => 'of the app')
    app.addHook('onRequest', async (_request, reply) => void reply.serializer(() => 'of a hook'))
    app.addHook('onSend', async (_request, reply, payload) => {
      seen.push(payload)
      reply.header('x-sent', 'yes')
    })
    app.register(llmLimit, { limiter, subject: who })
    app.post('/', async () => ({ said: 'yes' }))
    expect(await (await post(app)).text()).toBe('of a hook')
    const { status, headers, ...refused } = await answerOf(post(app))
    expect([status, headers.get('content-type'), headers.get('x-sent')]).toEqual([429, PROBLEM, 'yes'])
    expect(JSON.parse(refused.text)).toMatchObject({ status: 429, 'violated-policies': ['only'] })
    expect(seen[1]).toBe(refused.text)
  })

  it('writes to the log of the app', async () => {
    const lines: string[] = []
    const limiter = limiterOf('1 requests / hour')
    const app = fastify({ logger: { level: 'info', stream: { write: (line: string) => void lines.push(line) } } })
    app.register(llmLimit, { limiter, subject: who })
    app.post('/', async () => 'yes')
    await post(app)
    await post(app)
    expect(lines.filter((line) => line.includes('refused default'))).toHaveLength(1)
  })
})

describe('the answer of a guarded route', () => {
  it('of a refused model call is the status of the SDK by the app, with our fields', async () => {
    const app = fastify()
    app.register(llmLimit, { limiter: limiterOf('20000 tokens / hour'), subject: who })
    app.setErrorHandler((error: Error & { status?: number }, _request, reply) => {
      reply.code(error.status ?? 500).send({ name: error.constructor.name })
    })
    app.post('/', async () => ask('word '.repeat(12_000)))
    expect((await post(app)).status).toBe(200)
    const { status, headers, text } = await answerOf(post(app))
    expect([status, text]).toEqual([429, '{"name":"RateLimitError"}'])
    expect(headers.get('ratelimit')).toMatch(/^"only";r=/)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('of a subject that fails is an error of the app', async () => {
    const app = fastify()
    const subject = async (): Promise<never> => {
      throw new Error('The session is broken.')
    }
    app.register(llmLimit, { limiter: limiterOf(), subject })
    app.post('/', async () => 'yes')
    const { status, text } = await answerOf(post(app))
    expect([status, JSON.parse(text).message]).toEqual([500, 'The session is broken.'])
  })

  it('may be a web Response', async () => {
    const limiter = limiterOf()
    const app = fastify()
    app.register(llmLimit, { limiter, subject: who })
    app.post('/', async () => new Response('yes', { status: 201, headers: { 'x-own': '1' } }))
    const { status, headers, text } = await answerOf(post(app))
    expect([status, headers.get(PHASE), headers.get('x-own'), text]).toEqual([201, 'normal', '1', 'yes'])
    expect(await used(limiter)).toBe(1)
  })

  it('may be written by hand: hijacked, it is settled when it closes, and takes the fields along', async () => {
    const limiter = limiterOf()
    const settled: boolean[] = []
    limiter.on('reservation-settled', ({ released }) => void settled.push(released))
    const app = fastify()
    app.register(llmLimit, { limiter, subject: who })
    app.post('/', async (_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(200, reply.getHeaders() as Record<string, string>)
      await later(1)
      expect(settled).toEqual([])
      reply.raw.end('by hand')
    })
    const end = settlement(limiter)
    const { headers, text } = await answerOf(post(app))
    await end
    expect([headers.get(PHASE), text, settled]).toEqual(['normal', 'by hand', [false]])
  })
})

describe('llmRoutes', () => {
  it('answers below the prefix, uncharged, with money in percent', async () => {
    const limiter = createLimiter({ quotas: ['10 requests / hour', '$1 / day'] })
    const app = fastify()
    app.register(llmLimit, { limiter, subject: who })
    app.register(llmRoutes, { limiter, subject: who, prefix: '/api' })
    const { status, headers, text } = await answerOf(request(app, '/api/llm-limit/usage'))
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store, private'])
    expect(headers.get('content-type')).toMatch(/^application\/json/)
    expect(JSON.parse(text).quotas).toMatchObject([{ used: 0, unit: 'requests' }, { unit: 'percent' }])
    expect((await request(app, '/api/llm-limit/usage', { method: 'HEAD' })).status).toBe(200)
  })
})

async function answerOf(asked: Promise<Response>) {
  const response = await asked
  return { status: response.status, headers: response.headers, text: await response.text() }
}

function settlement(limiter: Limiter): Promise<void> {
  return new Promise((resolve) => {
    limiter.on('reservation-settled', () => resolve())
  })
}

async function ask(content = 'Where is the sea?'): Promise<object> {
  return openai.chat.completions.create({ ...CHAT, messages: [{ role: 'user', content }] })
}

import { describe, expect, it } from '@jest/globals'
import { createLimiter, llmLimit, llmProxy, memoryStore } from '@llm-limit/next'
import { spend } from '@llm-limit/testing'
import { type NextFetchEvent, NextRequest } from 'next/server.js'

const EVENT = {} as NextFetchEvent

/** Stands for a store of many processes; redis itself is in runtimes/next.test.ts. */
function sharedLimiter(health: 'well' | 'broken' = 'well') {
  const store = { ...memoryStore(), inProcess: false }
  const peek = () => Promise.reject(new Error('No answer.'))
  return createLimiter({
    quotas: [{ quota: '100k tokens / hour', name: 'tokens', ladder: 'wall' }],
    operations: { chat: {}, report: {} },
    store: health === 'well' ? store : { ...store, peek },
    random: () => 0.5,
  })
}

const asAda = { subject: () => ({ user: 'ada' }), log: false } as const

function post(method = 'POST'): NextRequest {
  return new NextRequest('https://app.test/api/chat', { method, headers: { 'accept-language': 'de' } })
}

async function refusalOf(response: Response): Promise<object> {
  const { retryAfterMs, detail, ...body } = await response.json()
  const { 'retry-after': retryAfter, ...fields } = Object.fromEntries(response.headers)
  return { status: response.status, fields, body, waits: retryAfterMs > 0 && Number(retryAfter) > 0 }
}

describe('llmProxy', () => {
  it('refuses in the words and with the fields of the guard behind it', async () => {
    const limiter = sharedLimiter()
    const messages = { de: { wall: { title: 'Genug', detail: 'Wieder {wait}.' } } }
    const options = { limiter, operation: 'chat', messages, ...asAda } as const
    await spend(limiter, { user: 'ada' }, '100 %')
    const early = await refusalOf(await llmProxy(options)(post(), EVENT))
    const late = await refusalOf(await llmLimit(options, () => new Response())(post(), { params: Promise.resolve({}) }))
    expect(early).toMatchObject({ status: 429, body: { title: 'Genug', 'violated-policies': ['tokens'] }, waits: true })
    expect(early).toEqual(late)
  })

  it('lets pass what the guard does not guard, and what the proxy of the app answers for itself', async () => {
    const limiter = sharedLimiter()
    await spend(limiter, { user: 'ada' }, '100 %')
    const passed = await llmProxy({ limiter, ...asAda })(post('GET'), EVENT)
    expect(passed.headers.get('x-middleware-next')).toBe('1')
    const own = llmProxy({ limiter, ...asAda, operation: () => false }, () =>
      Response.redirect('https://app.test/login'),
    )
    expect((await own(post(), EVENT)).status).toBe(302)
  })

  it('leaves it to the guard to answer when the store does not', async () => {
    const passed = await llmProxy({ limiter: sharedLimiter('broken'), ...asAda })(post(), EVENT)
    expect(passed.headers.get('x-middleware-next')).toBe('1')
  })

  it.each([{}, { store: memoryStore() }])('is a ConfigError at set-up with a limiter in memory', (policy) => {
    const limiter = createLimiter({ quotas: ['10 requests / hour'], ...policy })
    expect(() => llmProxy({ limiter })).toThrow(expect.objectContaining({ code: 'invalid-config' }))
  })
})

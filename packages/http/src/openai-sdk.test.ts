import { describe, expect, it } from '@jest/globals'
import { memoryStore, type Store, StoreError } from '@llm-limit/core'
import { fakeModelServer, faults } from '@llm-limit/testing'
import OpenAI from 'openai'
import { createLimiter } from './create-limiter.js'
import { guardedApp } from './guarded-app.fixture.js'
import { meteredFetch } from './metered-fetch.js'
import type { GuardOptions } from './options.js'

const CHAT = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'Where?' }], max_completion_tokens: 100 }
const LONG = { ...CHAT, messages: [{ role: 'user' as const, content: 'word '.repeat(2_000) }] }
const ADA = { user: 'ada' }
const QUOTAS = ['10k tokens / hour', '$1 / day'] as const

/** An SDK as an app's users have it: with the retries that it has by default. */
function sdkAt(origin: string, options: { fetch?: typeof fetch } = {}): OpenAI {
  return new OpenAI({ baseURL: `${origin}/v1`, apiKey: 'none', defaultHeaders: { connection: 'close' }, ...options })
}

async function failureOf(work: PromiseLike<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof OpenAI.APIError) return error
  throw new Error(`The SDK did not refuse: ${String(error)}`)
}

async function spent(tokens: number) {
  const limiter = createLimiter({ quotas: QUOTAS })
  await limiter.run({ subject: ADA }, (admission) => admission.settle({ inputTokens: tokens, outputTokens: 0 }))
  return limiter
}

describe('the openai SDK in front of a guarded endpoint', () => {
  const options = (more: GuardOptions<Request, 'default'>): GuardOptions<Request, 'default'> => ({
    subject: () => ADA,
    ...more,
  })
  const handler = async (): Promise<Response> => Response.json({})

  it.each([
    ['an answer', (sdk: OpenAI) => sdk.chat.completions.create(CHAT)],
    ['a stream', (sdk: OpenAI) => sdk.chat.completions.create({ ...CHAT, stream: true })],
  ])('throws RateLimitError with code and type when the budget is spent, and asks once for %s', async (_, ask) => {
    await using app = await guardedApp(options({ limiter: await spent(12_000) }), handler)
    const error = await failureOf(ask(sdkAt(app.origin)))
    expect(error).toBeInstanceOf(OpenAI.RateLimitError)
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded', type: 'quota_exceeded' })
    expect(error.message).toMatch(/You have used your AI budget/)
    expect(app.requests).toBe(1)
  })

  it('waits as long as it is told when that is short, and is served then', async () => {
    const limiter = createLimiter({ quotas: ['1 requests / second', ...QUOTAS], ladder: 'wall' })
    await using app = await guardedApp(options({ limiter }), handler)
    const sdk = sdkAt(app.origin)
    await sdk.chat.completions.create(CHAT)
    const start = performance.now()
    await sdk.chat.completions.create({ ...CHAT, messages: [{ role: 'user', content: 'And then?' }] })
    expect(performance.now() - start).toBeGreaterThan(900)
    expect(app.requests).toBe(3)
  })

  it.each([
    ['413', { quotas: ['50 tokens / hour'] as const }, CHAT, 'too_large'],
    ['400', { quotas: QUOTAS }, { ...CHAT, max_completion_tokens: -5 }, 'invalid_body'],
    ['400', { quotas: QUOTAS }, { ...CHAT, model: 'nobody-knows' }, 'unpriced_model'],
  ])('asks once for what can never be served: %s', async (status, policy, body, code) => {
    await using app = await guardedApp(options({ limiter: createLimiter(policy) }), handler)
    const error = await failureOf(sdkAt(app.origin).chat.completions.create(body))
    expect(error).toMatchObject({ status: Number(status), code, type: 'invalid_request_error' })
    expect(app.requests).toBe(1)
  })
})

describe('the openai SDK with a metered fetch', () => {
  it.each([
    ['an answer', (sdk: OpenAI) => sdk.chat.completions.create(LONG)],
    ['a stream', (sdk: OpenAI) => sdk.chat.completions.create({ ...LONG, stream: true })],
  ])('throws RateLimitError with code and type for a call that does not fit, and asks once for %s', async (_, ask) => {
    await using server = await fakeModelServer()
    const limiter = await spent(11_500)
    const denials: string[] = []
    limiter.on('call-denied', ({ door, reason }) => void denials.push(`${door} ${reason}`))
    const request = { subject: ADA, call: { inputTokens: 0, maxOutputTokens: 1 } }
    const sdk = new OpenAI({ baseURL: server.url, apiKey: 'none', fetch: meteredFetch })
    const result = await limiter.run(request, () => failureOf(ask(sdk)))
    expect(result).toMatchObject({
      outcome: 'admitted',
      value: { status: 429, code: 'rate_limit_exceeded', type: 'quota_exceeded' },
    })
    expect(denials).toEqual(['call budget'])
    expect(server.calls).toHaveLength(0)
  })

  it('is told 503 when the store fails, never 429, and asks once', async () => {
    await using server = await fakeModelServer()
    const store: Store = { ...memoryStore(), raise: async () => Promise.reject(new StoreError('broken')) }
    const limiter = createLimiter({ quotas: QUOTAS, store, expects: { outputTokens: 1 } })
    const sdk = new OpenAI({ baseURL: server.url, apiKey: 'none', fetch: meteredFetch })
    const result = await limiter.run({ subject: ADA }, () => failureOf(sdk.chat.completions.create(CHAT)))
    expect(result).toMatchObject({ value: { status: 503, code: 'budget_unavailable', type: 'server_error' } })
    expect(server.calls).toHaveLength(0)
  })

  it('tries again what its provider failed at: only the attempt that was answered is charged (I3)', async () => {
    await using server = await fakeModelServer({ outputTokens: 30 })
    server.next({ fault: { ...faults.overloaded(), headers: { 'retry-after-ms': '1' } } }, {})
    const limiter = createLimiter({ quotas: QUOTAS })
    const sdk = new OpenAI({ baseURL: server.url, apiKey: 'none', fetch: meteredFetch })
    await limiter.run({ subject: ADA }, () => sdk.chat.completions.create(CHAT))
    expect(server.calls).toHaveLength(2)
    const [line] = server.bill
    expect((await limiter.usage(ADA)).quotas[0]?.used).toBe((line?.inputTokens ?? 0) + 30)
  })

  it('is plain fetch outside of a request and a job', async () => {
    await using server = await fakeModelServer()
    const sdk = new OpenAI({ baseURL: server.url, apiKey: 'none', fetch: meteredFetch })
    expect((await sdk.chat.completions.create(CHAT)).usage?.completion_tokens).toBe(16)
    expect(server.calls[0]?.body).toEqual(CHAT)
  })
})

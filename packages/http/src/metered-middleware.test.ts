import './context.js'
import Anthropic, { type Middleware } from '@anthropic-ai/sdk'
import { describe, expect, it } from '@jest/globals'
import { fakeModelServer } from '@llm-limit/testing'
import { createLimiter } from './create-limiter.js'
import { meteredMiddleware } from './metered-middleware.js'
import type { ProviderEvent } from './provider-guard/events.js'
import { providerGuard } from './provider-guard/provider-guard.js'

const ASK = { model: 'claude-opus-5-5', max_tokens: 900, messages: [{ role: 'user' as const, content: 'Where am I?' }] }
const ADA = { user: 'ada' }

/** The bodies that pass by, as an observer further in sees them. */
function observer(seen: unknown[]): Middleware {
  return (request, next) => {
    seen.push(request.body)
    return next(request)
  }
}

describe('meteredMiddleware', () => {
  it('hands on the very request outside of a request and a job', async () => {
    const request = { url: 'http://127.0.0.1/v1/messages', method: 'POST', headers: new Headers(), body: '{}' }
    const answer = new Response()
    let sent: unknown
    const next = async (handed: typeof request): Promise<Response> => {
      sent = handed
      return answer
    }
    expect(await meteredMiddleware(request, next)).toBe(answer)
    expect(sent).toBe(request)
  })

  it('shows the rewritten call to those after it, and what is no model call as it was', async () => {
    await using server = await fakeModelServer()
    const seen: unknown[] = []
    const middleware = [meteredMiddleware, observer(seen)]
    const anthropic = new Anthropic({ baseURL: server.origin, apiKey: 'none', maxRetries: 0, middleware })
    const limiter = createLimiter({ quotas: ['1000 tokens / hour'] })
    await limiter.run({ subject: ADA, call: { inputTokens: 0, maxOutputTokens: 1 } }, async () => {
      await anthropic.messages.create(ASK)
      const { model, messages } = ASK
      await anthropic.messages.countTokens({ model, messages }).catch(() => 'the fake does not count')
    })
    const [call, count] = seen.map((body) => JSON.parse(String(body)))
    expect(call).toMatchObject({ model: server.bill[0]?.model })
    expect(call.max_tokens).toBeLessThanOrEqual(ASK.max_tokens)
    expect(count).toEqual({ model: ASK.model, messages: ASK.messages })
    expect(server.bill).toHaveLength(1)
  })

  it('is called for each attempt with the signal of the client, and charges one that was aborted for what came', async () => {
    await using server = await fakeModelServer({
      inputTokens: 40,
      outputTokens: 500,
      fault: { kind: 'stalled', afterChunks: 12 },
    })
    const anthropic = new Anthropic({ baseURL: server.origin, apiKey: 'none', middleware: [meteredMiddleware] })
    const limiter = createLimiter({ quotas: ['100k tokens / hour'] })
    const lines: unknown[] = []
    limiter.on('attempt-ended', (line) => void lines.push(line))
    await limiter.run({ subject: ADA }, async () => {
      const stream = await anthropic.messages.create({ ...ASK, stream: true })
      let events = 0
      for await (const _ of stream) if (++events === 11) break
    })
    await server.idle()
    expect(server.bill).toMatchObject([{ aborted: true, inputTokens: 40 }])
    expect(lines).toMatchObject([{ outcome: 'aborted', estimated: true, usage: { inputTokens: 40 } }])
    const used = (await limiter.usage(ADA)).quotas[0]?.used ?? 0
    expect(used).toBeGreaterThan(40)
    expect(used).toBeLessThan(40 + 3 * (server.bill[0]?.outputTokens ?? 0))
  })

  describe('with the fetch of a provider guard', () => {
    const limits = { 'claude-*': ['1 requests / minute'] } as const

    /** As clients for Bedrock do: another URL, the model in its path, a body without it. */
    const elsewhere: Middleware = (request, next) => {
      const { model: _, ...body } = JSON.parse(String(request.body))
      return next({
        ...request,
        url: request.url.replace('/v1/messages', '/model/m/invoke'),
        body: JSON.stringify(body),
      })
    }
    const asItWas =
      (origin: string): typeof fetch =>
      (_, init) => {
        const body = JSON.stringify({ model: ASK.model, ...JSON.parse(String(init?.body)) })
        return fetch(`${origin}/v1/messages`, { ...init, body })
      }

    it.each([
      ['as it is', []],
      ['in the words of another cloud', [elsewhere]],
    ])('is charged once and kept to the limit, %s', async (_, more) => {
      await using server = await fakeModelServer({ inputTokens: 40, outputTokens: 60 })
      const events: ProviderEvent[] = []
      const guard = providerGuard({
        limits,
        maxWaitMs: 0,
        fetch: asItWas(server.origin),
        onEvent: (event) => events.push(event),
      })
      const middleware = [meteredMiddleware, ...more]
      const options = { baseURL: server.origin, apiKey: 'none', maxRetries: 0, middleware, fetch: guard.fetch }
      const anthropic = new Anthropic(options)
      const limiter = createLimiter({ quotas: ['100k tokens / hour'] })
      await limiter.run({ subject: ADA }, async () => {
        await anthropic.messages.create(ASK)
        await expect(anthropic.messages.create(ASK)).rejects.toMatchObject({ status: 429 })
      })
      expect(server.bill).toHaveLength(1)
      const { inputTokens = 0, outputTokens = 0 } = server.bill[0] ?? {}
      expect((await limiter.usage(ADA)).quotas[0]?.used).toBe(inputTokens + outputTokens)
      expect(events).toMatchObject([{ type: 'call-refused', api: 'anthropic-messages' }])
      await expect(anthropic.messages.create(ASK)).rejects.toMatchObject({ status: 429 })
      expect(events).toHaveLength(2)
    })

    it('charges each attempt that a middleware further out makes', async () => {
      await using server = await fakeModelServer({ inputTokens: 40, outputTokens: 60 })
      const twice: Middleware = async (request, next) => {
        await (await next(request)).text()
        return next(request)
      }
      const middleware = [twice, meteredMiddleware]
      const options = {
        baseURL: server.origin,
        apiKey: 'none',
        maxRetries: 0,
        middleware,
        fetch: providerGuard().fetch,
      }
      const limiter = createLimiter({ quotas: ['100k tokens / hour'] })
      await limiter.run({ subject: ADA }, () => new Anthropic(options).messages.create(ASK))
      const billed = server.bill.reduce((sum, one) => sum + one.inputTokens + one.outputTokens, 0)
      expect(server.bill).toHaveLength(2)
      expect((await limiter.usage(ADA)).quotas[0]?.used).toBe(billed)
    })
  })
})

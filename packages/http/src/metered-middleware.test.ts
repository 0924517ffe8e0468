import './context.js'
import Anthropic, { type Middleware } from '@anthropic-ai/sdk'
import { describe, expect, it } from '@jest/globals'
import { fakeModelServer } from '@llm-limit/testing'
import { createLimiter } from './create-limiter.js'
import { meteredMiddleware } from './metered-middleware.js'

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
})

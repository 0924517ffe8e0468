import { describe, expect, it } from '@jest/globals'
import { fakeModelServer } from '@llm-limit/testing'
import { createLimiter } from './create-limiter.js'
import { guardedApp } from './guarded-app.fixture.js'
import { meteredFetch } from './metered-fetch.js'

const ADA = { user: 'ada' }
const CHAT = { messages: [{ role: 'user', content: 'hi' }] }

/** A budget that is used to so many percent. */
async function usedTo(percent: number) {
  const limiter = createLimiter({ quotas: ['10k tokens / hour'], operations: { default: { repeats: false } } })
  await limiter.run({ subject: ADA }, (admission) => admission.settle({ inputTokens: percent * 100, outputTokens: 0 }))
  return limiter
}

/** What reaches the model when a handler calls it with `callOf` the body it was handed. */
async function sent(percent: number, posted: object, callOf: (body: object) => object = (body) => body) {
  await using server = await fakeModelServer()
  const limiter = await usedTo(percent)
  await using app = await guardedApp({ limiter, subject: () => ADA }, async (request) => {
    const body = JSON.stringify(callOf(await request.json()))
    return meteredFetch(`${server.url}/chat/completions`, { method: 'POST', body })
  })
  const answer = await fetch(`${app.origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ ...CHAT, ...posted }),
  })
  await answer.text()
  const { model, max_completion_tokens } = Object(server.calls[0]?.body)
  return { model, cap: max_completion_tokens, fields: answer.headers.get('llm-limit-terms') }
}

describe('a handler that hands on the body it was given', () => {
  it('serves the terms that the fields tell, once', async () => {
    const { model, cap, fields } = await sent(100, { model: 'gpt-5', max_completion_tokens: 800 })
    expect([model, cap]).toEqual(['gpt-5-mini', 400])
    expect(fields).toMatch(/"gpt-5-mini";instead-of="gpt-5";max-output=400/)
  })

  it('is served a second step down from 105 %, and not shortened a second time', async () => {
    const { model, cap, fields } = await sent(105, { model: 'gpt-5', max_completion_tokens: 800 })
    expect([model, cap]).toEqual(['gpt-5-nano', 400])
    expect(fields).toMatch(/"gpt-5-nano";instead-of="gpt-5";max-output=400/)
  })

  it('is served as asked for below the soft phase', async () => {
    expect(await sent(10, { model: 'gpt-5', max_completion_tokens: 800 })).toMatchObject({ model: 'gpt-5', cap: 800 })
  })

  it('is not shortened twice where the model stays', async () => {
    expect(await sent(105, { model: 'gpt-5-nano', max_completion_tokens: 800 })).toMatchObject({
      model: 'gpt-5-nano',
      cap: 400,
    })
  })
})

describe('a handler with a call of its own', () => {
  it('is served what the rung makes of that call', async () => {
    const own = () => ({ ...CHAT, model: 'gpt-5', max_completion_tokens: 600 })
    expect(await sent(100, { model: 'gpt-5', max_completion_tokens: 800 }, own)).toMatchObject({
      model: 'gpt-5-mini',
      cap: 300,
    })
  })

  it('is never served a dearer model than it asked for', async () => {
    const own = () => ({ ...CHAT, model: 'gpt-5-mini', max_completion_tokens: 300 })
    expect(await sent(100, { model: 'gpt-5', max_completion_tokens: 800 }, own)).toMatchObject({
      model: 'gpt-5-mini',
      cap: 300,
    })
  })
})

describe('a call that asks for no cap', () => {
  it('is sent without one while the model may answer as long as it can', async () => {
    await using server = await fakeModelServer()
    const limiter = createLimiter({ quotas: ['1000k tokens / hour'] })
    await limiter.run({ subject: ADA }, () =>
      meteredFetch(`${server.url}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({ ...CHAT, model: 'gpt-5' }),
      }),
    )
    expect(server.calls[0]?.body).not.toHaveProperty('max_completion_tokens')
  })

  it('is sent with one that fits where the budget is smaller than that', async () => {
    await using server = await fakeModelServer()
    const limiter = createLimiter({ quotas: ['10k tokens / hour'] })
    await limiter.run({ subject: ADA }, () =>
      meteredFetch(`${server.url}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({ ...CHAT, model: 'gpt-5' }),
      }),
    )
    const { max_completion_tokens } = Object(server.calls[0]?.body)
    expect(max_completion_tokens).toBeGreaterThan(8_000)
    expect(max_completion_tokens).toBeLessThan(10_000)
  })
})

describe('a request for the priority tier', () => {
  it('holds what that costs from the start, before its handler calls a model', async () => {
    const held: number[] = []
    for (const service_tier of ['default', 'priority']) {
      const limiter = createLimiter({ quotas: ['$9 / day'], estimates: false })
      await using app = await guardedApp({ limiter, subject: () => ADA }, async () => {
        held.push((await limiter.usage(ADA)).quotas[0]?.used ?? 0)
        return Response.json({})
      })
      const headers = { 'content-type': 'application/json', connection: 'close' }
      const body = JSON.stringify({ ...CHAT, model: 'gpt-5', max_completion_tokens: 800, service_tier })
      await (await fetch(`${app.origin}/v1/chat/completions`, { method: 'POST', headers, body })).text()
    }
    expect(held[1]).toBe(2 * (held[0] ?? 0))
    expect(held[0]).toBeGreaterThan(0)
  })
})

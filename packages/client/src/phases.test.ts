import { describe, expect, it } from '@jest/globals'
import { spend } from '@llm-limit/testing'
import { ada, guardedServer } from './guarded-server.fixture.js'

const LADDER = [
  { at: 80, phase: 'warning' },
  { at: 100, phase: 'soft', output: { factor: 0.5, floor: 256 } },
  { at: 120, phase: 'hard' },
] as const

describe('a client of a guarded Express app', () => {
  it('knows nothing before the first answer', async () => {
    await using scene = await guardedServer()
    expect(scene.client.snapshot()).toEqual({ quotas: [] })
  })

  it('tells phase and quotas of an ordinary answer, which the app gets as it came', async () => {
    await using scene = await guardedServer()
    const response = await scene.ask()
    expect(await response.json()).toEqual({ text: 'Hello, Ada!' })
    const { phase, percent, quotas, terms, refusal, waitsUntil } = scene.client.snapshot()
    expect({ phase, terms, refusal, waitsUntil }).toEqual({ phase: 'normal' })
    expect(percent).toBe(Number(response.headers.get('LLM-Limit-Used')))
    expect(quotas).toMatchObject([
      { name: 'tokens-per-hour', limit: 20_000, windowSeconds: 3_600, moreAt: undefined },
      { name: 'usd-per-day', limit: 100, windowSeconds: 86_400, moreAt: scene.clock.now() + 12 * 3_600_000 },
    ])
  })

  it.each([
    ['normal', '10 %', undefined],
    ['warning', '80 %', undefined],
    ['soft', '100 %', { model: 'gpt-5-mini', insteadOf: 'gpt-5', delayMs: 0 }],
  ] as const)('tells the phase %s', async (phase, share, terms) => {
    await using scene = await guardedServer({ policy: { ladder: LADDER } })
    await spend(scene.limiter, ada, share)
    expect((await scene.ask()).status).toBe(200)
    const told = scene.client.snapshot()
    expect(told.phase).toBe(phase)
    if (terms === undefined) expect(told.terms).toBeUndefined()
    else expect(told.terms).toMatchObject({ ...terms, maxOutputTokens: expect.any(Number) })
    expect(told.quotas.some(({ percent }) => percent >= Number.parseInt(share, 10))).toBe(true)
  })

  it('tells a refusal in the words of the server, and until when to wait', async () => {
    const de = { budget: { title: 'Budget aufgebraucht', detail: 'Weiter geht es {wait}.' } }
    const policy = { ladder: LADDER, upgradeUrl: 'https://example.com/plans' }
    await using scene = await guardedServer({ policy, mount: { messages: { de } } })
    await spend(scene.limiter, ada, '120 %')
    const response = await scene.ask('Hello!', {
      headers: { 'content-type': 'application/json', 'accept-language': 'de' },
    })
    expect(response.status).toBe(429)
    const problem = await response.json()
    const { phase, refusal, waitsUntil, waitSeconds } = scene.client.snapshot()
    expect(phase).toBe('hard')
    expect(refusal).toEqual({
      status: 429,
      title: 'Budget aufgebraucht',
      detail: problem.detail,
      code: 'rate_limit_exceeded',
      retryable: true,
      violated: problem['violated-policies'],
      maxOutputTokens: problem.wouldAdmit?.maxOutputTokens,
      advice: problem.advice,
      upgradeUrl: 'https://example.com/plans',
    })
    expect(refusal?.detail).toMatch(/^Weiter geht es in \d+ minutes\.$/)
    expect(waitSeconds).toBe(Number(response.headers.get('Retry-After')))
    expect(waitsUntil).toBe(scene.clock.now() + Number(waitSeconds) * 1_000)
  })

  it('is admitted exactly when the wait is over', async () => {
    await using scene = await guardedServer({ policy: { ladder: LADDER } })
    await spend(scene.limiter, ada, '120 %')
    await scene.ask()
    const { waitsUntil = 0 } = scene.client.snapshot()
    scene.clock.advance(waitsUntil - scene.clock.now() - 1)
    expect((await scene.ask()).status).toBe(429)
    scene.clock.advance(1)
    expect(scene.client.snapshot()).toMatchObject({ refusal: undefined, waitsUntil: undefined, waitSeconds: undefined })
    expect((await scene.ask()).status).toBe(200)
  })

  it('reads the same from the usage route, with units', async () => {
    await using scene = await guardedServer({ policy: { ladder: LADDER } })
    await spend(scene.limiter, ada, '85 %')
    const told = await scene.client.refresh()
    expect(told).toBe(scene.client.snapshot())
    expect(told).toMatchObject({ phase: 'warning', percent: 85 })
    const [tokens] = told.quotas
    expect(tokens).toMatchObject({ name: 'tokens-per-hour', unit: 'tokens', limit: 20_000, remaining: 3_000 })
    expect(tokens?.moreAt).toBeGreaterThan(scene.clock.now())
    await scene.ask()
    expect(scene.client.snapshot().quotas.map(({ unit }) => unit)).toEqual(['tokens', 'percent'])
  })

  it('asks the usage route once for all who ask meanwhile, and stays as it was without an answer', async () => {
    await using scene = await guardedServer()
    await Promise.all([scene.client.refresh(), scene.client.refresh()])
    expect(scene.seen).toEqual(['GET /llm-limit/usage'])
    const before = scene.client.snapshot()
    await scene[Symbol.asyncDispose]()
    expect(await scene.client.refresh()).toBe(before)
  })
})

import { describe, expect, it } from '@jest/globals'
import { createClient } from './client.js'

const GOOD = {
  'LLM-Limit-Phase': 'soft',
  'LLM-Limit-Used': '99',
  'LLM-Limit-Terms': '"gpt-5-mini";instead-of="gpt-5";max-output=300;delay=400',
  'RateLimit-Policy': '"requests-per-minute";q=10;w=60, "concurrent";q=2;qu="concurrent-requests"',
  RateLimit: '"requests-per-minute";r=5;t=7, "concurrent";r=1',
}

async function read(headers: Record<string, string>, body = '', status = 200) {
  const clock = { now: () => 1_000, setTimer: () => () => {} }
  const client = createClient({ clock, fetch: async () => new Response(body, { status, headers }) })
  const response = await client.fetch('/chat', { method: 'POST' })
  expect(await response.text()).toBe(body)
  return client.snapshot()
}

describe('strict reading', () => {
  it('reads all fields that are as they must be', async () => {
    expect(await read(GOOD)).toEqual({
      phase: 'soft',
      percent: 99,
      terms: { model: 'gpt-5-mini', insteadOf: 'gpt-5', maxOutputTokens: 300, delayMs: 400 },
      quotas: [
        { name: 'requests-per-minute', limit: 10, windowSeconds: 60, remaining: 5, percent: 50, moreAt: 8_000 },
        { name: 'concurrent', unit: 'concurrency', limit: 2, remaining: 1, percent: 50 },
      ],
    })
  })

  it.each([
    ['LLM-Limit-Phase', 'SOFT', { phase: undefined }],
    ['LLM-Limit-Used', '99 %', { percent: undefined }],
    ['LLM-Limit-Terms', 'gpt-5-mini', { terms: undefined }],
    ['LLM-Limit-Terms', '"a", "b"', { terms: undefined }],
    ['RateLimit', '"requests-per-minute";r=-1, "concurrent";r=1', { quotas: [] }],
    ['RateLimit', '"requests-per-minute";r=5, "concurrent"', { quotas: [] }],
    ['RateLimit', '"requests-per-minute";r=5;t="soon"', { quotas: [] }],
    ['RateLimit', '"requests-per-minute";r=5,', { quotas: [] }],
    ['RateLimit-Policy', '"requests-per-minute";q=10;w=0', { quotas: [] }],
    ['RateLimit-Policy', '"requests-per-minute";w=60', { quotas: [] }],
  ])('ignores %s: %s, and that field alone', async (field, value, without) => {
    const whole = await read(GOOD)
    expect(await read({ ...GOOD, [field]: value })).toEqual({ ...whole, ...without })
  })

  it('names no model where the server names none', async () => {
    const { terms } = await read({ ...GOOD, 'LLM-Limit-Terms': '"degraded";max-output=300;delay=0' })
    expect(terms).toEqual({ maxOutputTokens: 300, delayMs: 0 })
  })

  it('leaves out responses from a cache, and those of nobody that guards', async () => {
    expect(await read({ ...GOOD, Age: '3' })).toEqual({ quotas: [] })
    expect(await read({ RateLimit: GOOD.RateLimit, 'RateLimit-Policy': GOOD['RateLimit-Policy'] })).toEqual({
      quotas: [],
    })
  })

  const json = 'application/problem+json'
  const problem = { title: 'Full', detail: 'Later.', retryable: true, retryAfterMs: 1_500, error: { code: 'x' } }
  const read429 = (body: object, headers = {}) => read({ 'content-type': json, ...headers }, JSON.stringify(body), 429)

  it.each([
    ['no JSON', 'Too many requests'],
    ['no object', '[]'],
    ['without words', '{"retryable":true,"error":{"code":"x"}}'],
    ['of another server', '{"type":"about:blank","title":"Too many requests"}'],
  ])('takes a problem that is %s for none of ours', async (_, body) => {
    expect((await read({ 'content-type': json, 'retry-after': '60' }, body, 429)).refusal).toBeUndefined()
  })

  it('takes the wait from the body where no field says it, in whole seconds and never none', async () => {
    expect((await read429(problem)).waitsUntil).toBe(1_000 + 2_000)
    expect((await read429({ ...problem, retryAfterMs: 0 })).waitsUntil).toBe(1_000 + 1_000)
    expect((await read429(problem, { 'retry-after': 'tomorrow' })).waitsUntil).toBe(1_000 + 2_000)
    expect((await read429(problem, { 'retry-after': '9' })).waitsUntil).toBe(1_000 + 9_000)
  })

  it.each(['javascript:alert(1)', '//evil.example', 'data:text/html,x', 7])(
    'never gives %s as a link',
    async (upgradeUrl) => {
      expect((await read429({ ...problem, upgradeUrl })).refusal).toMatchObject({
        title: 'Full',
        upgradeUrl: undefined,
      })
    },
  )

  it("knows of a refusal in the app's own envelope what the fields say", async () => {
    const headers = { ...GOOD, 'LLM-Limit-Phase': 'hard', 'content-type': 'application/json', 'retry-after': '60' }
    const { phase, refusal, waitSeconds } = await read(headers, '{"ok":false}', 429)
    expect({ phase, waitSeconds }).toEqual({ phase: 'hard', waitSeconds: 60 })
    expect(refusal).toMatchObject({ status: 429, title: undefined, detail: undefined, retryable: true })
  })

  it.each([
    '',
    '[]',
    '{}',
    '{"phase":"loud","percent":1,"quotas":[]}',
    '{"phase":"soft","percent":-1,"quotas":[]}',
    '{"phase":"soft","percent":1,"quotas":[{"name":"a"}]}',
    '{"phase":"soft","percent":1,"quotas":{}}',
  ])('ignores the usage %s', async (body) => {
    const client = createClient({ fetch: async () => new Response(body) })
    expect(await client.refresh()).toEqual({ quotas: [] })
  })
})

it.each([-1, 1.5, Number.NaN, 2 ** 31])('retry.maxWaitMs %d is told at set-up, with what to give', (maxWaitMs) => {
  expect(() => createClient({ retry: { maxWaitMs } })).toThrow(
    `createClient: retry.maxWaitMs is ${maxWaitMs}; give a whole number of milliseconds from 0 to 2147483647.`,
  )
})

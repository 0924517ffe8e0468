import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { memoryStore, type Policy, type ReserveCall, type ReserveReply, StoreError } from '@llm-limit/core'
import { fakeClock, spend } from '@llm-limit/testing'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { createLimiter } from './create-limiter.js'
import { createGuard } from './guard.js'
import type { GuardOptions } from './options.js'
import type { ProblemWords } from './problem.js'
import { guardWeb } from './web-guard.js'

const DOCS = new URL('../../../docs/', import.meta.url)
const schema = JSON.parse(readFileSync(new URL('reference/problem.schema.json', DOCS), 'utf8'))
const user = 'ada'

/** Asks for chat answers; the handler gives none, so what was admitted stays open. */
function app(policy: Policy, options: GuardOptions<Request> = {}) {
  const limiter = createLimiter({
    clock: fakeClock(),
    ladder: 'wall',
    upgradeUrl: 'https://example.com/plans',
    ...policy,
  })
  const guard = createGuard({ limiter, subject: () => ({ user }), ...options })
  const post = (body: object): Promise<Response> =>
    guardWeb({
      guard,
      address: undefined,
      request: new Request('https://api.example/chat', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
      handle: async () => new Response(new ReadableStream()),
    })
  return { limiter, post }
}

const CHAT = { messages: [{ role: 'user', content: 'Hello!' }] }

/** One real refusal of every kind. */
const refusals = {
  async budget() {
    const { limiter, post } = app({ quotas: ['20k tokens / hour'], ladder: undefined })
    await spend(limiter, { user }, '119.5 %')
    return post(CHAT)
  },
  async wall() {
    const { post } = app({ quotas: ['1 requests / minute'] })
    await post(CHAT)
    return post(CHAT)
  },
  async concurrency() {
    const { post } = app({ quotas: ['1 concurrent'] })
    await post(CHAT)
    return post(CHAT)
  },
  async busy() {
    const { post } = app({ quotas: ['1M tokens / hour'] })
    for (let open = 0; open < 64; open += 1) await post({ prompt: `Question ${open}` })
    return post(CHAT)
  },
  'too-large': () => app({ quotas: ['300 tokens / hour'] }).post({ prompt: 'word '.repeat(500) }),
  'unpriced-model': () => app({ quotas: ['$1 / day'] }).post({ ...CHAT, model: 'model-of-nobody' }),
  closed() {
    const reserve = ({ issuedAt }: ReserveCall): ReserveReply => ({ kind: 'closed', now: issuedAt })
    return app({ quotas: ['20k tokens / hour'], store: { ...memoryStore(), reserve } }).post(CHAT)
  },
  unavailable() {
    const reserve = (): never => {
      throw new StoreError('Nobody answers.')
    }
    const store = { ...memoryStore(), reserve }
    return app({ quotas: ['20k tokens / hour'], store, whenStoreFails: 'deny' }).post(CHAT)
  },
  'body-too-large': () => app({ quotas: ['20k tokens / hour'] }, { maxBodyBytes: 16 }).post(CHAT),
  'invalid-body': () => app({ quotas: ['20k tokens / hour'] }).post({ ...CHAT, max_tokens: -1 }),
} satisfies Record<keyof ProblemWords, () => Promise<Response>>

describe.each(Object.entries(refusals))('a refusal of kind %s', (kind, refuse) => {
  const validate: ValidateFunction = addFormats
    .default(new Ajv2020({ allErrors: true, strictRequired: false }))
    .compile(schema)
  let response: Response
  let body: Record<string, unknown>

  beforeAll(async () => {
    response = await refuse()
    body = await response.json()
  })

  it('is what the schema says', () => {
    validate(body)
    expect(validate.errors ?? []).toEqual([])
    expect(body['status']).toBe(response.status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
  })

  it('has no member that the schema does not name', () => {
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(body)))
    expect(Object.keys(schema.properties.error.properties)).toEqual(
      expect.arrayContaining(Object.keys(Object(body['error']))),
    )
  })

  it('names the page of its kind, or the type of the draft', () => {
    const isQuota = response.status === 429
    const page = `https://github.com/llm-limit/llm-limit/blob/main/docs/errors/${kind}.md`
    expect(body['type']).toBe(isQuota ? 'https://iana.org/assignments/http-problem-types#quota-exceeded' : page)
    expect(existsSync(new URL(`errors/${kind}.md`, DOCS))).toBe(true)
  })

  it('tells a phase only when counters were looked at, the same in field and body', () => {
    const isCounted = response.status === 429 || kind === 'too-large'
    expect(response.headers.has('llm-limit-phase')).toBe(isCounted)
    expect(response.headers.get('llm-limit-phase') ?? undefined).toBe(body['phase'])
  })

  it('advises what can help', () => {
    const advice = { budget: 'shorten', 'too-large': 'shorten', 'unpriced-model': 'change-model' }[kind]
    expect(body['advice']).toBe(advice ?? (response.status === 429 ? 'wait' : undefined))
    expect('wouldAdmit' in body).toBe(kind === 'budget')
  })

  it('says with Retry-After when to come back, never too early, and nothing when waiting does not help', () => {
    const field = response.headers.get('retry-after')
    if (body['retryable'] !== true) expect(field).toBeNull()
    else expect(Number(field) * 1000).toBeGreaterThanOrEqual(Number(body['retryAfterMs']))
  })
})

import { runInNewContext } from 'node:vm'
import { describe, expect, it } from '@jest/globals'
import { type Limiter, memoryStore, type Policy, StoreError } from '@llm-limit/core'
import { fakeClock } from '@llm-limit/testing'
import { createLimiter } from './create-limiter.js'
import type { Exchange } from './exchange.js'
import { createGuard, type Verdict } from './guard.js'
import type { GuardOptions } from './options.js'

interface Shown {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

const CHAT = { model: 'gpt-5', messages: [{ role: 'user', content: 'Hello!' }] }

/** One mount; `ask` shows it a request and returns the verdict with all that was written for the client and the log. */
function mount(options: GuardOptions<undefined> = {}, policy: Policy = {}) {
  const written: unknown[] = []
  const note = (...line: unknown[]): void => void written.push(line)
  const limiter = createLimiter({ quotas: ['100 requests / minute'], clock: fakeClock(), ...policy })
  const guard = createGuard({ limiter, log: { info: note, warn: note, error: note }, ...options })
  const ask = async ({ method = 'POST', path = '/chat', headers = {}, body }: Shown): Promise<Verdict> => {
    const exchange: Exchange<undefined> = {
      native: undefined,
      method,
      path,
      header: (name) => headers[name],
      body,
      address: '192.0.2.1',
      guarded: undefined,
      setField: note,
    }
    const verdict = await guard.admit(exchange)
    if (verdict.kind === 'refused') note(verdict.body)
    return verdict
  }
  const requestsOf = async (user: string): Promise<number> => (await limiter.usage({ user })).quotas[0]?.used ?? 0
  return { ask, requestsOf, written: () => JSON.stringify(written) }
}

/** A request that shows nothing. */
const PLAIN: Exchange<undefined> = {
  native: undefined,
  method: 'POST',
  path: '/chat',
  header: () => undefined,
  body: { prompt: 'Hello!' },
  address: '192.0.2.1',
  guarded: undefined,
  setField: () => undefined,
}

describe('createGuard', () => {
  it('says at the start which operation the policy does not declare', () => {
    const limiter = createLimiter({ quotas: ['100 requests / minute'], operations: { chat: {} } })
    for (const operation of ['chatt', 'constructor', ''])
      expect(() => createGuard({ limiter: limiter as Limiter, operation, log: false })).toThrow(
        `Unknown operation '${operation}'. The policy declares default, chat.`,
      )
    for (const operation of ['default', 'chat'] as const) createGuard({ limiter, operation, log: false })
  })

  it('answers at once where the subject and the decision are there', async () => {
    const known = createGuard({ limiter: createLimiter({ quotas: ['100 requests / minute'] }), log: false })
    expect(known.admit(PLAIN)).toMatchObject({ kind: 'admitted', delayMs: 0 })
    expect(known.admit({ ...PLAIN, method: 'GET' })).toEqual({ kind: 'passed' })
  })

  it('waits for a subject that another kind of promise gives, as those of database clients and other realms', async () => {
    const foreign = runInNewContext(`Promise.resolve({ id: 'ada' })`)
    expect(foreign).not.toBeInstanceOf(Promise)
    const limiter = createLimiter({ quotas: ['100 requests / minute'] })
    const guard = createGuard<undefined, string>({ limiter, subject: () => foreign, log: false })
    expect(await guard.admit(PLAIN)).toMatchObject({ kind: 'admitted' })
    expect((await limiter.usage({ user: 'ada' })).quotas[0]?.used).toBe(1)
  })

  it('takes a retry of an SDK for no repeat, as it takes the same prompt again for one', async () => {
    const { ask, requestsOf } = mount(
      { subject: () => ({ user: 'ada' }) },
      { operations: { default: { repeats: [1, 2] } } },
    )
    await ask({ body: CHAT })
    await ask({ body: CHAT, headers: { 'x-stainless-retry-count': '1' } })
    expect(await requestsOf('ada')).toBe(2)
    await ask({ body: CHAT, headers: { 'x-stainless-retry-count': '0' } })
    expect(await requestsOf('ada')).toBe(4)
  })

  it('gives an llm whose functions work on their own', async () => {
    const { ask } = mount()
    const verdict = await ask({ body: CHAT })
    if (verdict.kind !== 'admitted') throw new Error('It was refused.')
    const { settle, explain, reserve, isGuarded } = verdict.llm
    settle({ inputTokens: 1, outputTokens: 1 })
    expect([isGuarded, verdict.llm.admission.isOpen, explain().phase]).toEqual([true, false, 'normal'])
    expect((await reserve({ inputTokens: 1 })).outcome).toBe('denied')
  })

  it.each([
    ['a chat body', { path: '/v1/chat/completions', body: CHAT }],
    ['a body of a shape that nobody knows', { body: { anything: 1 } }],
    ['a text', { body: 'Hello!' }],
    ['no body', {}],
    ['a field that asks for another method', { headers: { 'x-http-method-override': 'GET' }, body: CHAT }],
    ['a path in another spelling', { path: '//V1/Chat/Completions/', body: CHAT }],
  ])('counts a POST with %s (F53)', async (_, shown) => {
    const { ask, requestsOf } = mount()
    expect((await ask(shown)).kind).toBe('admitted')
    expect(await requestsOf('address 192.0.2.1')).toBe(1)
  })

  it('admits nobody while the store fails: 503, not 429 and not the handler (F36, F37, I24)', async () => {
    const reserve = async (): Promise<never> => {
      throw new StoreError('Nobody answers.')
    }
    const { ask } = mount({}, { store: { ...memoryStore(), reserve }, whenStoreFails: 'deny' })
    expect(await ask({ body: CHAT })).toMatchObject({ kind: 'refused', status: 503 })
  })

  it('takes callers who forge who they are for one user: their address (F49)', async () => {
    const { ask, requestsOf } = mount()
    for (let caller = 0; caller < 50; caller += 1) {
      const forged = `198.51.100.${caller}`
      const headers = {
        'x-forwarded-for': `${forged}, 203.0.113.9`,
        forwarded: `for=${forged}`,
        'x-real-ip': forged,
        'cf-connecting-ip': forged,
        authorization: `Bearer ${caller}`,
        cookie: `session=${caller}`,
      }
      await ask({ headers, body: { prompt: `Question ${caller}` } })
    }
    expect(await requestsOf('address 192.0.2.1')).toBe(50)
  })

  it('writes no user id into a field, a body or the log, whatever is in it (F60, I17)', async () => {
    const user = 'canary\r\nset-cookie: a=b\u0000€'
    const { ask, written } = mount({ subject: () => ({ user }) }, { quotas: ['1 requests / minute'] })
    expect([(await ask({ body: CHAT })).kind, (await ask({ body: CHAT })).kind]).toEqual(['admitted', 'refused'])
    expect(written()).toContain('LLM-Limit-Phase')
    expect(written()).not.toContain('canary')
  })

  it('says which value is wrong without repeating it (F66, I17)', async () => {
    const { ask, written } = mount()
    const body = { ...CHAT, max_tokens: 'canary' }
    expect(await ask({ path: '/v1/chat/completions', body })).toMatchObject({ kind: 'refused', status: 400 })
    expect(written()).toContain('max_tokens')
    expect(written()).not.toContain('canary')
  })

  it('logs what failed by name, not by a message that may hold a prompt (F66, I17)', async () => {
    const reserve = async (): Promise<never> => {
      throw new StoreError('Could not send "canary".')
    }
    const { ask, written } = mount({}, { store: { ...memoryStore(), reserve } })
    await ask({ body: CHAT })
    expect(written()).toContain('StoreError')
    expect(written()).not.toContain('canary')
  })
})

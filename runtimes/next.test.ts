import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { billTotal, type FakeModelServer, fakeClock, fakeModelServer } from '@llm-limit/testing'
import { type RedisServer, startRedis } from '@llm-limit/testing/servers'
import { describeElsewhere } from './describe-elsewhere.js'
import { buildNextApp, type NextApp, startNextApp } from './next/next-app.js'
import type { ClaimResult } from './run-claims.js'

let app: NextApp
let model: FakeModelServer
let redis: RedisServer
/** The model server's time. */
const pace = fakeClock()

beforeAll(async () => {
  ;[model, redis] = await Promise.all([
    fakeModelServer({ clock: pace, outputTokens: 20 }),
    startRedis(),
    buildNextApp(),
  ])
  app = await startNextApp({ MODEL_URL: model.url, REDIS_URL: redis.url })
}, 240_000)

afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
  await model.close()
})

const ROUTES = { bodySize: true, address: false, lateFields: true }
const PAGES = { bodySize: false, address: true }

describeElsewhere('Next route handlers', ROUTES, () => claimsAt('/route-contract', 'Next route handlers', ROUTES))
describeElsewhere('Next API routes', PAGES, () => claimsAt('/api/pages-contract', 'Next API routes', PAGES))

/** Has the server run all claims against itself. */
async function claimsAt(path: string, name: string, sees: object): Promise<readonly ClaimResult[]> {
  const body = JSON.stringify({ name, url: app.origin + path, sees })
  const response = await fetch(`${app.origin}/run-contract`, { method: 'POST', body })
  return response.json()
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`In vain: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Lets the model send until something has come. */
async function whileModelSends<Value>(awaited: Promise<Value>): Promise<Value> {
  let isHere = false
  const done = awaited.finally(() => {
    isHere = true
  })
  await until(() => {
    if (pace.pending > 0) pace.advance(10)
    return isHere
  })
  return done
}

function post(path: string, user: string, body: object = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-user': user }
  return fetch(app.origin + path, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function usedBy(user: string, path = '/llm-limit/usage'): Promise<Record<string, number>> {
  const response = await fetch(app.origin + path, { headers: { 'x-user': user } })
  const { quotas } = await response.json()
  return Object.fromEntries(quotas.map(({ name, used }: { name: string; used: number }) => [name, used]))
}

/** Sends the form as a browser without JavaScript does. @returns the page that comes back. */
async function sendForm(user: string, question: string): Promise<string> {
  const page = await (await fetch(`${app.origin}/ask`)).text()
  const form = new FormData()
  for (const [, name = '', value = ''] of page.matchAll(/<input type="hidden" name="([^"]*)"(?: value="([^"]*)")?/g))
    form.append(name, value.replaceAll('&quot;', '"'))
  form.append('question', question)
  const headers = { origin: app.origin, cookie: `user=${user}`, 'accept-language': 'de' }
  return (await fetch(`${app.origin}/ask`, { method: 'POST', headers, body: form })).text()
}

describe('a limiter without a store in next start', () => {
  it('is one for routes, API routes and server actions, each of which runs its module for itself', async () => {
    for (const path of ['/first', '/second', '/api/third'])
      expect(await (await post(path, 'ada')).json()).toEqual({ isGuarded: true })
    await sendForm('ada', 'Why?')
    expect(await usedBy('ada')).toEqual({ requests: 4, tokens: 40 })
    expect((await post('/first', 'ada')).status).toBe(429)
  })
})

describe('a server action', () => {
  it('answers with its value, or with a refusal in words that a component can show', async () => {
    for (let turn = 1; turn <= 4; turn += 1) expect(await sendForm('eve', 'Why?')).toContain('<p>You asked: Why?</p>')
    expect(await sendForm('eve', 'Why?')).toMatch(/<p role="alert">Wieder in \d+ minutes.<\/p>/)
    expect(await usedBy('eve')).toEqual({ requests: 4, tokens: 40 })
  })

  it('whose model call is refused half-way answers with that refusal', async () => {
    const response = await post('/stream-action', 'ada', { prompt: 'word '.repeat(150_000) })
    expect(await response.json()).toMatchObject({ status: 413, advice: 'shorten', title: 'This request is too large' })
  })

  it('that redirects has served its request, and is charged the estimate when nothing else is known', async () => {
    await sendForm('kim', 'Leave.')
    const { requests, tokens } = await usedBy('kim')
    expect([requests, (tokens ?? 0) > 0]).toEqual([1, true])
  })

  it('that answers with a stream is charged for all of it, however long after the action it ends', async () => {
    const before = model.bill.length
    model.next({ outputTokens: 40, usage: 'last', chunkDelayMs: 10 })
    const response = await whileModelSends(post('/stream-action', 'ada', { prompt: 'Why is the sky blue?' }))
    await fetch(`${app.origin}/stream-action`, { method: 'PUT', body: '45000' })
    expect(await whileModelSends(response.text())).toMatch(/\[DONE\]/)
    const { inputTokens, outputTokens } = billTotal(model.bill.slice(before))
    expect(outputTokens).toBe(40)
    await until(async () => (await usedBy('ada', '/stream-action'))['tokens'] === inputTokens + outputTokens)
  })

  it('that throws is charged what it said it used', async () => {
    await sendForm('zoe', 'Fail.')
    expect(await usedBy('zoe')).toEqual({ requests: 1, tokens: 10 })
  })
})

describe('a route with parameters', () => {
  it('streams a metered model of the AI SDK, and is given its params as the promise that Next makes', async () => {
    const before = model.bill.length
    const response = await post('/chat/42', 'ada', { prompt: 'Why is the sky blue?' })
    expect(response.headers.get('x-chat')).toBe('42')
    expect((await response.text()).split(' ')).toHaveLength(20)
    const { inputTokens, outputTokens } = billTotal(model.bill.slice(before))
    expect(await usedBy('ada', '/chat/42')).toEqual({ tokens: inputTokens + outputTokens })
  })
})

describe('a settlement', () => {
  for (const [router, path] of Object.entries({ app: '/platform', pages: '/api/platform' })) {
    it(`is waited for by the platform, which would stop the function else (${router} router)`, async () => {
      const waiting = async (): Promise<unknown> => (await fetch(`${app.origin}/platform`)).json()
      await fetch(`${app.origin}/platform`, { method: 'PUT' })
      expect(await (await post(path, 'ada')).text()).toBe('An answer.')
      expect(await waiting()).toEqual({ waiting: 1 })
      await fetch(`${app.origin}/platform`, { method: 'DELETE' })
      expect(await waiting()).toEqual({ waiting: 0 })
    })
  }
})

describe('llmProxy', () => {
  it('lets pass and charges nothing until nothing is left, then refuses in the words of the guard', async () => {
    for (let turn = 1; turn <= 2; turn += 1) {
      const { status, headers } = await post('/proxied', 'ada')
      expect([status, headers.get('x-reached'), headers.get('x-passed')]).toEqual([200, 'route', 'proxy'])
    }
    const refused = await post('/proxied', 'ada')
    expect([refused.status, refused.headers.get('x-passed')]).toEqual([429, null])
    expect(refused.headers.get('ratelimit')).toBe('"requests";r=0')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500)
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
    expect(await refused.json()).toMatchObject({ status: 429, 'violated-policies': ['requests'] })
    expect((await post('/proxied', 'eve')).status).toBe(200)
  })

  it('leaves it to the route to answer when the store does not', async () => {
    await redis.pause()
    const { headers } = await post('/proxied', 'zoe')
    redis.resume()
    expect(headers.get('x-passed')).toBe('proxy')
  })
})

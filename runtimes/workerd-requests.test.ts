import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { billTotal, type FakeModelServer, fakeModelServer } from '@llm-limit/testing'
import { startRedis } from '@llm-limit/testing/servers'
import { build } from 'esbuild'
import { Redis } from 'ioredis'
import { Miniflare } from 'miniflare'
import { startRestShim } from '../packages/redis/src/rest-shim.fixture.js'

/** A worker as an app writes it, bundled as it is deployed: nothing of Node is in it, and no flag asks for Node. */
async function bundleWorker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${import.meta.dirname}/workerd/user-worker.ts`],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd'],
    tsconfig: `${import.meta.dirname}/../tsconfig.check.json`,
  })
  return outputFiles[0]?.text ?? ''
}

const closers: (() => unknown)[] = []
let model: FakeModelServer
let origin: URL

beforeAll(async () => {
  model = await fakeModelServer({ outputTokens: 20 })
  closers.push(() => model.close())
  const server = await startRedis()
  closers.push(() => server.stop())
  const client = new Redis(server.url)
  closers.push(() => client.disconnect())
  const rest = await startRestShim((command, ...args) => client.call(command, ...args))
  closers.push(() => rest.stop())
  const platform = new Miniflare({
    modules: [{ type: 'ESModule', path: 'worker.mjs', contents: await bundleWorker() }],
    compatibilityDate: '2026-04-20',
    compatibilityFlags: ['enable_request_signal'],
    bindings: { MODEL_URL: model.url, UPSTASH_REDIS_REST_URL: rest.url, UPSTASH_REDIS_REST_TOKEN: 'none' },
  })
  closers.push(() => platform.dispose())
  origin = await platform.ready
}, 60_000)

afterAll(async () => {
  for (const close of closers.reverse()) await close()
})

function post(path: string, user: string, body: object = {}): Promise<Response> {
  return fetch(new URL(path, origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-user': user },
    body: JSON.stringify({
      messages: [{ role: 'user', content: 'Where is the sea?' }],
      max_completion_tokens: 50,
      ...body,
    }),
  })
}

/** What is in use: requests, tokens, open. */
async function used(where: string, user: string): Promise<number[]> {
  const answer = await fetch(new URL(`${where}/llm-limit/usage`, origin), { headers: { 'x-user': user } })
  const { quotas } = (await answer.json()) as { quotas: { used: number }[] }
  return quotas.map((quota) => quota.used)
}

describe.each(['/memory', '/redis'])('one limiter across the requests of an isolate (%s)', (where) => {
  it('counts all of them, forty at once, as the model server bills them', async () => {
    const before = model.bill.length
    const answers = await Promise.all(Array.from({ length: 40 }, () => post(`${where}/chat`, 'many')))
    for (const answer of answers) {
      expect(answer.status).toBe(200)
      await answer.text()
    }
    const { inputTokens, outputTokens } = billTotal(model.bill.slice(before))
    await sleep(200)
    expect(await used(where, 'many')).toEqual([40, inputTokens + outputTokens, 0])
  })

  it('settles calls that go on after their response', async () => {
    const before = model.bill.length
    model.next({ firstByteDelayMs: 400 })
    expect(await (await post(`${where}/abandoned`, 'gone')).text()).toBe('gone on')
    expect((await used(where, 'gone'))[2]).toBe(1)
    await sleep(800)
    const { inputTokens, outputTokens } = billTotal(model.bill.slice(before))
    expect(await used(where, 'gone')).toEqual([1, inputTokens + outputTokens, 0])
  })

  it('settles what a handler settles itself, and waits in soft as the policy says', async () => {
    await (await post(`${where}/spend`, 'rich')).text()
    await sleep(200)
    expect((await used(where, 'rich')).slice(1)).toEqual([110_000, 0])
    const since = performance.now()
    const answer = await post(`${where}/chat`, 'rich')
    expect(performance.now() - since).toBeGreaterThanOrEqual(380)
    expect(answer.headers.get('llm-limit-phase')).toBe('soft')
    await answer.text()
  })
})

describe('a lease', () => {
  it('is renewed by its own request when the one that was there first is over', async () => {
    model.next({ firstByteDelayMs: 300 }, { firstByteDelayMs: 3_500 })
    const first = post('/memory/chat', 'short')
    const second = post('/memory/chat', 'long')
    await (await first).text()
    await sleep(2_200)
    expect((await used('/memory', 'long'))[2]).toBe(1)
    const answer = await second
    expect(answer.status).toBe(200)
    await answer.text()
    await sleep(100)
    expect((await used('/memory', 'long'))[2]).toBe(0)
  })
})

describe('the provider guard', () => {
  it('keeps calls of several requests within one limit, each waiting in its own request', async () => {
    const before = model.calls.length
    const statuses = await Promise.all(
      Array.from({ length: 5 }, async (_, i) => {
        const answer = await post('/memory/in-turn', `turn-${i}`)
        await answer.text()
        return answer.status
      }),
    )
    expect(statuses).toEqual([200, 200, 200, 200, 200])
    const times = model.calls.slice(before).map(({ startedAt }) => startedAt)
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1_500)
  })
})

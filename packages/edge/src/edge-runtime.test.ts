import { describe, expect, it } from '@jest/globals'
import { billTotal, fakeModelServer } from '@llm-limit/testing'
import { EdgeRuntime } from 'edge-runtime'
import { build } from 'esbuild'

/** What a worker is deployed as: one script, with the adapter and all it imports in it. */
const WORKER = `
import { createLimiter, llmLimit } from './index.ts'

const limiter = createLimiter({
  quotas: [{ quota: '1k tokens / hour', name: 'tokens', ladder: 'wall' }, '2 concurrent'],
  operations: { chat: { expects: { outputTokens: 50 }, repeats: false } },
})
const handler = llmLimit({ limiter, operation: 'chat', subject: () => ({ user: 'ada' }), log: false }, async (request, env, context, llm) => {
  const body = JSON.stringify({ model: 'gpt-5', ...(await request.json()) })
  const headers = { 'content-type': 'application/json' }
  const answer = await llm.fetch(MODEL_URL + '/chat/completions', { method: 'POST', headers, body })
  return new Response(answer.body, answer)
})
addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url)
  if (pathname !== '/usage') return event.respondWith(handler(event.request, {}, event))
  event.respondWith(limiter.usage({ user: 'ada' }).then((usage) => Response.json(usage.quotas.map(({ used }) => used))))
})
`

async function runtimeWith(modelUrl: string): Promise<EdgeRuntime> {
  const { outputFiles } = await build({
    stdin: { contents: WORKER, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    tsconfig: `${import.meta.dirname}/../../../tsconfig.check.json`,
  })
  const initialCode = outputFiles[0]?.text ?? ''
  return new EdgeRuntime({ initialCode, extend: (context) => Object.assign(context, { MODEL_URL: modelUrl }) })
}

function post(body: object): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

const MESSAGES = [{ role: 'user', content: 'Where is the sea?' }]

describe('the edge adapter inside edge-runtime', () => {
  it('needs nothing of Node: it guards, meters JSON and streams, and refuses', async () => {
    await using server = await fakeModelServer({ outputTokens: 20 })
    const runtime = await runtimeWith(server.url)
    const ask = (body: object): Promise<Response> => runtime.dispatchFetch('http://app.test/ai', post(body))

    const answer = await ask({ messages: MESSAGES, max_completion_tokens: 100 })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('ratelimit-policy')).toBe(
      '"tokens";q=1000;w=3600, "concurrent";q=2;qu="concurrent-requests"',
    )
    expect((await answer.json()).usage.completion_tokens).toBe(20)

    const stream = await ask({ messages: MESSAGES, max_completion_tokens: 100, stream: true })
    const text = await stream.text()
    expect(text).toMatch(/\[DONE\]/)
    expect(text).not.toMatch(/"usage"/)

    const { inputTokens, outputTokens } = billTotal(server.bill)
    const usage = await runtime.dispatchFetch('http://app.test/usage')
    expect(await usage.json()).toEqual([inputTokens + outputTokens, 0])

    const refused = await ask({
      messages: [{ role: 'user', content: 'word '.repeat(990) }],
      max_completion_tokens: 100,
    })
    expect(refused.status).toBe(413)
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
  })
})

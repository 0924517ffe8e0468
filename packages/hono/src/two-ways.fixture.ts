import { getRequestListener } from '@hono/node-server'
import { createLimiter, type LlmVariables, llmLimit } from '@llm-limit/hono'
import { listenOnLoopback } from '@llm-limit/testing'
import type { Hono } from 'hono'

export type App = Hono<{ Variables: LlmVariables }>

const messages = [{ role: 'user', content: 'Where is the sea?' }]
export const CHAT: object = { model: 'gpt-5', messages, max_completion_tokens: 500 }
/** The same by the terms of `softGuard`. */
export const CUT: object = { model: 'gpt-5-mini', messages, max_completion_tokens: 250 }

export type Ask = (app: App, path: string, init?: RequestInit) => Promise<Response>

interface Served {
  readonly fetch: Parameters<typeof getRequestListener>[0]
}

/** An app asked by a Request, as on Workers, and over a socket of Node, where Hono's server makes requests and responses of its own. */
export const WAYS: readonly (readonly [name: string, ask: Ask])[] = [
  ['by a Request', async (app, path, init) => app.request(path, init)],
  ['on Node', onNode],
]

export function chat(body: BodyInit = JSON.stringify(CHAT), headers?: Readonly<Record<string, string>>): RequestInit {
  const streamed = body instanceof ReadableStream ? { duplex: 'half' } : {}
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body, ...streamed }
}

/** In `soft` from the first request on, so that the body is rewritten. */
export function softGuard(): ReturnType<typeof llmLimit> {
  const limiter = createLimiter({
    quotas: ['20k tokens / hour'],
    ladder: [
      { at: 1, phase: 'soft', models: { 'gpt-5': 'gpt-5-mini' }, output: { factor: 0.5, floor: 10 } },
      { at: 100, phase: 'hard' },
    ],
  })
  return llmLimit({ limiter, log: false })
}

/** Waits for the whole answer, and for the server to be done with it. */
export async function onNode(app: Served, path: string, init?: RequestInit): Promise<Response> {
  const server = await listenOnLoopback(getRequestListener(app.fetch))
  try {
    const answer = await fetch(server.origin + path, init)
    return new Response(await answer.arrayBuffer(), answer)
  } finally {
    await server.close()
  }
}

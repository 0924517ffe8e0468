import { createLimiter, type ExpressOptions, type Limiter, llmLimit, llmRoutes } from '@llm-limit/express'
import { type FakeClock, fakeClock, type Loopback, listenOnLoopback } from '@llm-limit/testing'
import express from 'express'
import { type Client, createClient } from './client.js'
import type { ClientOptions } from './options.js'

export const ada = { user: 'ada' }

/** A server that is really guarded, and a client of it; both live by one clock. */
export interface Scene extends AsyncDisposable {
  readonly clock: FakeClock
  readonly limiter: Limiter
  readonly client: Client
  readonly url: string
  /** Requests that reached the server. */
  readonly seen: readonly string[]
  ask(prompt?: string, init?: RequestInit): Promise<Response>
}

export interface SceneOptions {
  readonly policy?: Parameters<typeof createLimiter>[0]
  readonly mount?: Omit<ExpressOptions, 'limiter' | 'subject'>
  readonly client?: ClientOptions
}

/** 20k tokens an hour and $1 a day; `POST /chat` answers with 100 tokens, `POST /hang` never. */
export async function guardedServer({ policy, mount, client }: SceneOptions = {}): Promise<Scene> {
  const clock = fakeClock()
  const limiter = createLimiter({ quotas: ['20k tokens / hour', '$1 / day'], clock, random: () => 0, ...policy })
  const seen: string[] = []
  const app = express()
  app.use((request, _response, next) => {
    seen.push(`${request.method} ${request.path}`)
    next()
  })
  app.use(express.json())
  app.use(llmRoutes(limiter, { subject: () => ada }))
  app.use(llmLimit({ limiter, subject: () => ada, log: false, ...mount }))
  app.post('/chat', (request, response) => {
    request.llm.settle({ inputTokens: 20, outputTokens: 100 })
    response.json({ text: 'Hello, Ada!' })
  })
  app.post('/hang', () => {})
  const { origin, close }: Loopback = await listenOnLoopback(app)
  const ours = createClient({ usageUrl: `${origin}/llm-limit/usage`, clock, ...client })
  return {
    clock,
    limiter,
    client: ours,
    url: `${origin}/chat`,
    seen,
    ask: (prompt = 'Hello!', init = {}) =>
      ours.fetch(`${origin}/chat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ messages: [{ role: 'user', content: prompt }] }),
        ...init,
      }),
    [Symbol.asyncDispose]: close,
  }
}

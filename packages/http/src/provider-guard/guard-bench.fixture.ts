import { memoryStore, type Store } from '@llm-limit/core'
import { type FakeClock, fakeClock } from '@llm-limit/testing'
import type { Fetch } from '../metered-fetch.js'
import type { ProviderEvent } from './events.js'
import { type LimitedProvider, limitedProvider } from './limited-provider.fixture.js'
import type { ProviderGuardOptions } from './options.js'
import { type ProviderGuard, providerGuard } from './provider-guard.js'

const URL = 'https://api.test/v1/chat/completions'

export function post(fetch: Fetch, more: RequestInit & { model?: string } = {}): Promise<Response> {
  const { model = 'gpt-5', ...init } = more
  return fetch(URL, {
    method: 'POST',
    headers: { authorization: 'Bearer secret-1', 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hi' }], max_tokens: 90, tokens: 100 }),
    ...init,
  })
}

interface Bench {
  readonly clock: FakeClock
  readonly store: Store
  readonly provider: LimitedProvider
  readonly events: readonly ProviderEvent[]
  guard(more?: ProviderGuardOptions): ProviderGuard
}

interface Scripted {
  /** When. */
  readonly asked: number[]
  readonly fetch: Fetch
}

/** A guard before a provider with limits, in virtual time. */
export function bench(options: ProviderGuardOptions = {}, requestsPerMinute: number = 60): Bench {
  const clock = fakeClock(0)
  const store = memoryStore({ clock })
  const provider = limitedProvider({ clock, counting: 'bucket', requestsPerMinute, tokensPerMinute: 1e6, tells: true })
  const events: ProviderEvent[] = []
  const shared = {
    clock,
    store,
    fetch: provider.fetch,
    random: () => 0,
    onEvent: (event: ProviderEvent) => void events.push(event),
  }
  return {
    clock,
    store,
    provider,
    events,
    guard: (more: ProviderGuardOptions = {}) => providerGuard({ ...shared, ...options, ...more }),
  }
}

/** Answers as it is told, and writes down when it was asked. */
export function scripted(clock: FakeClock, answers: readonly (() => Response)[]): Scripted {
  const asked: number[] = []
  const fetch: Fetch = async () => {
    asked.push(clock.now())
    return answers[asked.length - 1]?.() ?? Response.json({ choices: [] })
  }
  return { asked, fetch }
}

export const limited = (retryAfterMs: number) => (): Response =>
  Response.json(
    { error: { message: 'slow down', type: 'requests', param: null, code: 'rate_limit_exceeded' } },
    { status: 429, headers: { 'retry-after-ms': String(retryAfterMs) } },
  )
export const broke = (): Response =>
  Response.json(
    { error: { message: 'pay', type: 'insufficient_quota', param: null, code: 'insufficient_quota' } },
    { status: 429 },
  )

/** Lets time pass until all are answered. */
export async function statuses(clock: FakeClock, calls: readonly Promise<Response>[]): Promise<number[]> {
  await keysHashed()
  let isOver = false
  const answers = Promise.all(calls).finally(() => {
    isOver = true
  })
  while (!isOver) await clock.advanceAsync(100)
  return (await answers).map(({ status }) => status)
}

/** The first call with a key makes a hash of it, which takes real time: it comes before one that is asked for later. */
export async function keysHashed(): Promise<void> {
  for (let i = 0; i < 8; i += 1) await globalThis.crypto.subtle.digest('SHA-256', new Uint8Array(64))
}

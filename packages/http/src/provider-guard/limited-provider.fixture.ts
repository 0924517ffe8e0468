import type { FakeClock } from '@llm-limit/testing'
import type { Fetch } from '../metered-fetch.js'

/** How a provider counts its minute. */
export type Counting = 'bucket' | 'fixed' | 'sliding'

export interface ProviderOptions {
  readonly clock: FakeClock
  readonly counting: Counting
  readonly requestsPerMinute: number
  readonly tokensPerMinute: number
  /** Tells its limits in its answers. */
  readonly tells?: boolean
}

interface Seen {
  readonly at: number
  readonly tokens: number
}

/** A provider with limits, and what it was asked. */
export interface LimitedProvider {
  readonly fetch: Fetch
  readonly answered: readonly Seen[]
  /** What it answered, by key. */
  readonly keys: ReadonlyMap<string, readonly Seen[]>
  readonly refused: number
}

export function limitedProvider(options: ProviderOptions): LimitedProvider {
  const { clock, counting, requestsPerMinute, tokensPerMinute, tells = false } = options
  const answered: Seen[] = []
  const keys = new Map<string, Seen[]>()
  let refused = 0

  /** Used of each limit at a time, in the provider's own manner of counting. */
  function usedAt(seen: readonly Seen[], now: number, amountOf: (call: Seen) => number, limit: number): number {
    if (counting === 'bucket') {
      let [debt, at] = [0, seen[0]?.at ?? now]
      for (const call of seen) {
        debt = Math.max(0, debt - ((call.at - at) * limit) / 60_000) + amountOf(call)
        at = call.at
      }
      return Math.max(0, debt - ((now - at) * limit) / 60_000)
    }
    const since = counting === 'fixed' ? Math.floor(now / 60_000) * 60_000 : now - 60_000
    return seen.reduce((sum, call) => (call.at >= since ? sum + amountOf(call) : sum), 0)
  }

  const fetch: Fetch = async (_, init) => {
    const body = JSON.parse(String(init?.body))
    const key = new Headers(init?.headers).get('authorization') ?? ''
    const seen = keys.get(key) ?? []
    keys.set(key, seen)
    const now = clock.now()
    const call = { at: now, tokens: Number(body.tokens) }
    while (seen[0] !== undefined && seen[0].at < now - 130_000) seen.shift()
    const requests = usedAt(seen, now, () => 1, requestsPerMinute) + 1
    const tokens = usedAt(seen, now, (one) => one.tokens, tokensPerMinute) + call.tokens
    if (requests > requestsPerMinute + 1e-6 || tokens > tokensPerMinute + 1e-6) {
      refused += 1
      const error = { message: 'Rate limit reached.', type: 'tokens', param: null, code: 'rate_limit_exceeded' }
      return Response.json({ error }, { status: 429, headers: { 'retry-after-ms': '2000' } })
    }
    seen.push(call)
    answered.push(call)
    const limits = {
      'x-ratelimit-limit-requests': String(requestsPerMinute),
      'x-ratelimit-limit-tokens': String(tokensPerMinute),
      'x-ratelimit-remaining-requests': String(Math.floor(requestsPerMinute - requests)),
      'x-ratelimit-remaining-tokens': String(Math.floor(tokensPerMinute - tokens)),
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-reset-tokens': '1s',
    }
    return Response.json({ choices: [] }, { headers: tells ? limits : {} })
  }

  return {
    fetch,
    answered,
    keys,
    get refused() {
      return refused
    },
  }
}

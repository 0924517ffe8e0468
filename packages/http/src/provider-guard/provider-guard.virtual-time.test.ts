import { describe, expect, it } from '@jest/globals'
import { memoryStore } from '@llm-limit/core'
import { fakeClock } from '@llm-limit/testing'
import { type Counting, limitedProvider } from './limited-provider.fixture.js'
import { type ProviderGuard, providerGuard } from './provider-guard.js'

const MINUTE_MS = 60_000
const USERS = 200
const PROCESSES = 4

/** Park and Miller's generator: the same numbers every time. */
function draws(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

interface Tally {
  asked: number
  served: number
}

interface Load {
  readonly counting: Counting
  readonly minutes: number
  /** Calls a minute that users would like to make. */
  readonly wanted: number
  /** Tokens of a call on average. */
  readonly tokens: number
  readonly tells?: boolean
}

async function run({ counting, minutes, wanted, tokens, tells = false }: Load) {
  const clock = fakeClock(0)
  const store = memoryStore({ clock })
  const limits = { requestsPerMinute: 60, tokensPerMinute: 100_000 }
  const provider = limitedProvider({ clock, counting, tells, ...limits })
  const declared = tells ? {} : { 'gpt-5': ['60 requests / minute', '100k tokens / minute'] as const }
  const draw = draws(7)
  const guards = Array.from({ length: PROCESSES }, () =>
    providerGuard({ store, clock, limits: declared, fetch: provider.fetch, userOf: () => current, random: draw }),
  )
  const weights = Array.from({ length: USERS }, (_, i) => 1 / (i + 1))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const tallies = weights.map((): Tally => ({ asked: 0, served: 0 }))
  let current = ''

  function user(): number {
    let left = draw() * total
    for (let i = 0; i < USERS; i += 1) {
      left -= weights[i] ?? 0
      if (left <= 0) return i
    }
    return USERS - 1
  }

  function send(guard: ProviderGuard, input: number, output: number): Promise<Response> {
    return guard.fetch('https://api.test/v1/chat/completions', {
      method: 'POST',
      headers: { authorization: 'Bearer key', 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'gpt-5',
        messages: [{ role: 'user', content: 'word '.repeat(input) }],
        max_tokens: output,
        tokens: input + output,
      }),
    })
  }

  async function call(): Promise<void> {
    const who = user()
    const tally = tallies[who]
    const guard = guards[Math.floor(draw() * PROCESSES)]
    if (tally === undefined || guard === undefined) return
    tally.asked += 1
    const size = Math.ceil(tokens * (0.5 + draw()))
    current = `user-${who}`
    const response = await send(guard, Math.ceil(size / 2), Math.floor(size / 2))
    if (response.ok) tally.served += 1
    await response.text()
  }

  // The first call of a guard makes the hash of its key, which takes real time.
  await Promise.all(guards.map((guard) => send(guard, 1, 1)))
  const running: Promise<void>[] = []
  for (let at = 0; at < minutes * MINUTE_MS; ) {
    const gap = Math.ceil((-Math.log(1 - draw()) * MINUTE_MS) / wanted)
    await clock.advanceAsync(gap)
    at += gap
    running.push(call())
  }
  await clock.advanceAsync(2 * MINUTE_MS)
  await Promise.all(running)
  const share = (minutes * Math.min(limits.requestsPerMinute, limits.tokensPerMinute / tokens)) / USERS
  const answered = provider.answered.filter(({ at }) => at < minutes * MINUTE_MS)
  return {
    refusedShare: provider.refused / (provider.answered.length + provider.refused),
    requests: answered.length / (limits.requestsPerMinute * minutes),
    tokens: answered.reduce((sum, one) => sum + one.tokens, 0) / (limits.tokensPerMinute * minutes),
    fairness: jain(tallies.filter(({ asked }) => asked > 0 && asked <= share)),
  }
}

function jain(tallies: readonly Tally[]): number {
  const shares = tallies.map(({ asked, served }) => served / asked)
  const sum = shares.reduce((all, share) => all + share, 0)
  return sum ** 2 / (shares.length * shares.reduce((all, share) => all + share ** 2, 0))
}

describe('calls of four processes and 200 users under 60 requests and 100,000 tokens a minute', () => {
  it.each([
    ['bucket', 1_000, 100, 0.95],
    ['sliding', 1_000, 100, 0.95],
    ['fixed', 1_000, 100, 0.95],
    ['bucket', 4_000, 40, 0.9],
  ] as const)(
    'run into next to no 429, use what there is, and are fair (counted as %s, %p tokens a call, %p calls wanted a minute)',
    async (counting, tokens, wanted, leastFair) => {
      const figures = await run({ counting, minutes: 60, wanted, tokens })
      expect(figures.refusedShare).toBeLessThanOrEqual(0.01)
      expect(Math.max(figures.requests, figures.tokens)).toBeGreaterThanOrEqual(0.95)
      expect(figures.fairness).toBeGreaterThanOrEqual(leastFair)
    },
  )
})

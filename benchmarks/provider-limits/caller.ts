// A process of the app: users who call a model, through a guard of its own.
import { setTimeout as wait } from 'node:timers/promises'
import { providerGuard } from '@llm-limit/http'
import { budgetRedisOptions, redisStore } from '@llm-limit/redis'
import { Redis } from 'ioredis'
import { connected } from '../redis/connected.js'
import { DEMAND, type Done, draws, LIMITS, MODEL, PROCESSES, TOKENS, USERS, type Work } from './scenario.js'

const MINUTE_MS = 60_000
const weights = Array.from({ length: USERS }, (_, i) => 1 / (i + 1))
const ends = weights.map((_, i) => weights.slice(0, i + 1).reduce((sum, weight) => sum + weight, 0))
const total = ends.at(-1) ?? 0
const words = 'word '.repeat(TOKENS)

process.once('message', (work: Work) => {
  void callFor(work).then((done) => process.send?.(done))
})
process.send?.('ready')

async function callFor({ provider, redis: url, seed, from, until }: Work): Promise<Done> {
  const redis = await connected(new Redis(url, budgetRedisOptions))
  const asked = weights.map(() => 0)
  const served = weights.map(() => 0)
  const refused: Record<string, number> = {}
  const waitedMs: number[] = []
  const draw = draws(seed)
  let current = ''
  const guard = providerGuard({
    store: redisStore(redis),
    limits: { [MODEL]: [`${LIMITS.requestsPerMinute} requests / minute`, `${LIMITS.tokensPerMinute} tokens / minute`] },
    userOf: () => current,
    onEvent(event) {
      if (event.type === 'call-refused') count(event.reason)
      if (event.type === 'store-failed') count('store failed')
    },
  })

  function count(reason: string): void {
    refused[reason] = (refused[reason] ?? 0) + 1
  }

  /** By Zipf's law. */
  function someUser(): number {
    const at = draw() * total
    return Math.max(
      0,
      ends.findIndex((end) => at < end),
    )
  }

  async function call(user: number): Promise<void> {
    const size = Math.ceil(TOKENS * (0.5 + draw()))
    const input = Math.ceil(size / 2)
    const startedAt = performance.now()
    asked[user] = (asked[user] ?? 0) + 1
    current = `user-${user}`
    try {
      const response = await guard.fetch(`${provider}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer key', 'content-type': 'application/json' },
        body: JSON.stringify({
          model: MODEL,
          messages: [{ role: 'user', content: words.slice(0, input * 5) }],
          max_tokens: size - input,
          tokens: size,
        }),
      })
      const body = await response.text()
      if (response.ok) {
        served[user] = (served[user] ?? 0) + 1
        waitedMs.push(performance.now() - startedAt)
      } else if (!body.includes('provider_limit')) count('provider')
    } catch {
      count('failed')
    }
  }

  const perMs = (DEMAND * Math.min(LIMITS.requestsPerMinute, LIMITS.tokensPerMinute / TOKENS)) / PROCESSES / MINUTE_MS
  const running: Promise<void>[] = []
  await wait(Math.max(0, from - Date.now()))
  for (let at = from; at < until; ) {
    at += -Math.log(1 - draw()) / perMs
    if (at > Date.now()) await wait(at - Date.now())
    running.push(call(someUser()))
  }
  await Promise.all(running)
  redis.disconnect()
  return { asked, served, waitedMs, refused }
}

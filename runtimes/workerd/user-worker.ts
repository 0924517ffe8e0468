import { createLimiter, llmLimit, llmUsage, providerGuard } from '@llm-limit/edge'
import { upstashStore } from '@llm-limit/redis'
import { Redis } from '@upstash/redis/cloudflare'

interface Env {
  readonly MODEL_URL: string
  readonly UPSTASH_REDIS_REST_URL: string
  readonly UPSTASH_REDIS_REST_TOKEN: string
}

const shared = {
  quotas: ['1000 requests / hour', '100k tokens / hour', '50 concurrent'],
  operations: { chat: { expects: { outputTokens: 50 }, repeats: false } },
} as const

/** Made before the first request, with a lease that is over in a second. */
const inMemory = createLimiter({ ...shared, leaseMs: 1_000 })
const inRedis = (env: Env) =>
  createLimiter({ ...shared, store: upstashStore(Redis.fromEnv(env)), storeDeadlineMs: 2_000 })
const slow = providerGuard({ limits: { 'gpt-5': ['30 requests / minute'] } })

const subject = (request: Request) => ({ user: request.headers.get('x-user') ?? 'ada' })
const options = { subject, operation: 'chat', log: false } as const

type Handler = Parameters<typeof llmLimit<Env>>[1]

function asks(env: Env, fetch: typeof globalThis.fetch, body: object): Promise<Response> {
  return fetch(`${env.MODEL_URL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-5', ...body }),
  })
}

const handle: Handler = async (request, env, _context, llm) => {
  const { pathname } = new URL(request.url)
  const body: object = await request.json()
  if (pathname.endsWith('/spend')) {
    llm.settle({ inputTokens: 110_000, outputTokens: 0 })
    return new Response('spent')
  }
  if (pathname.endsWith('/in-turn')) return asks(env, slow.fetchFor(llm), body)
  const answer = asks(env, llm.fetch, body)
  if (!pathname.endsWith('/abandoned')) return answer
  answer.then((response) => response.text()).catch(() => {})
  return new Response('gone on')
}

const memory = llmLimit<Env>({ ...options, limiter: inMemory }, handle)
const redis = llmLimit<Env>({ ...options, limiter: inRedis }, handle)
const memoryUsage = llmUsage<Env>(inMemory, { subject })
const redisUsage = llmUsage<Env>(inRedis, { subject })

export default {
  fetch(request: Request, env: Env, context: object): Promise<Response> {
    const { pathname } = new URL(request.url)
    const isRedis = pathname.startsWith('/redis')
    if (pathname.endsWith('/llm-limit/usage')) return (isRedis ? redisUsage : memoryUsage)(request, env)
    return (isRedis ? redis : memory)(request, env, context)
  },
}

import { defaultLimiter, type Limiter, socketAddress, type UsageRouteOptions, usageOf } from '@llm-limit/http'
import { type LimiterIn, limiterFor } from './limiter-for.js'

export type EdgeUsageOptions = UsageRouteOptions<Request>

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store, private' }

/** The handler of GET /llm-limit/usage: where the caller stands. Give it the `limiter` and the `subject` of the guard. */
export function llmUsage<Env = unknown>(
  limiter: Limiter | LimiterIn<Env> = defaultLimiter(),
  options: EdgeUsageOptions = {},
): (request: Request, env?: Env) => Promise<Response> {
  return async function llmUsage(request: Request, env?: Env): Promise<Response> {
    const own = typeof limiter === 'function' ? limiterFor(limiter, env as Env) : limiter
    return new Response(await usageOf(own, options, request, socketAddress(request, env)), { headers: HEADERS })
  }
}

import { defaultLimiter, type Limiter, type UsageRouteOptions, usageAnswer } from '@llm-limit/http'
import type { Context, Middleware, Next } from 'koa'
import { KoaExchange } from './exchange.js'

export type LlmRoutesOptions = UsageRouteOptions<Context>

/** GET /llm-limit/usage: where the caller stands. Give it the `subject` of the guard. */
export function llmRoutes(limiter: Limiter = defaultLimiter(), options: LlmRoutesOptions = {}): Middleware {
  return async function llmRoutes(ctx: Context, next: Next): Promise<void> {
    const answer = await usageAnswer(limiter, options, new KoaExchange(ctx, next))
    if (answer === undefined) return next()
    ctx.type = 'application/json'
    ctx.body = answer
  }
}

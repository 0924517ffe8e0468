import { defaultLimiter, type Limiter, type UsageRouteOptions, usageAnswer } from '@llm-limit/http'
import type { Context, MiddlewareHandler, Next } from 'hono'
import { HonoExchange } from './exchange.js'

export type LlmRoutesOptions = UsageRouteOptions<Context>

/** GET /llm-limit/usage: where the caller stands. Give it the `subject` of the guard. */
export function llmRoutes(limiter: Limiter = defaultLimiter(), options: LlmRoutesOptions = {}): MiddlewareHandler {
  return async function llmRoutes(c: Context, next: Next): Promise<void> {
    const exchange = new HonoExchange(c, next)
    const answer = await usageAnswer(limiter, options, exchange)
    if (answer === undefined) return next()
    exchange.reply(answer, 200, 'application/json')
  }
}

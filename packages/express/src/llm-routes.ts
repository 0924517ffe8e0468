import { defaultLimiter, type Limiter, type UsageRouteOptions, usageAnswer } from '@llm-limit/http'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { ExpressExchange } from './exchange.js'

export type LlmRoutesOptions = UsageRouteOptions<Request>

/** GET /llm-limit/usage: where the caller stands. Give it the `subject` of the guard. */
export function llmRoutes(limiter: Limiter = defaultLimiter(), options: LlmRoutesOptions = {}): RequestHandler {
  return function llmRoutes(request: Request, response: Response, next: NextFunction): void {
    usageAnswer(limiter, options, new ExpressExchange(request, response, next))
      .then((answer) => (answer === undefined ? next() : void response.type('application/json').send(answer)))
      .catch(next)
  }
}

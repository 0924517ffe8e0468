import { createGuard, type GuardOptions, guardNode, type Llm } from '@llm-limit/http'
import type { NextFunction, Request, Response } from 'express'
import { ExpressExchange } from './exchange.js'

declare global {
  namespace Express {
    interface Request {
      /** Set by llmLimit() on requests that it guards. */
      llm: Llm
    }
  }
}

export type ExpressOptions<Operation extends string = string> = GuardOptions<Request, Operation>

/** Generic, so that the parameters of a route keep their types. */
export type LlmMiddleware = <Params, Answer, Body, Query, Locals extends Record<string, unknown>>(
  request: Request<Params, Answer, Body, Query, Locals>,
  response: Response<Answer, Locals>,
  next: NextFunction,
) => void

/**
 * Guards POST, PUT and PATCH with budgets; other methods pass. Mount it after the body parser and after cors.
 * Without options: 60 requests a minute, 100k tokens an hour and $1 a day for every client address, in memory.
 */
export function llmLimit<Operation extends string = string>(options: ExpressOptions<Operation> = {}): LlmMiddleware {
  const guard = createGuard(options)
  const middleware = function llmLimit(request: Request, response: Response, next: NextFunction): void {
    guardNode(guard, new ExpressExchange(request, response, next))?.catch(next)
  }
  return middleware as unknown as LlmMiddleware
}

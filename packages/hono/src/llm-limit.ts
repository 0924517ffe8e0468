import {
  clientLeft,
  createGuard,
  type GuardOptions,
  guardNode,
  guardResponse,
  type Llm,
  type NodeExchange,
} from '@llm-limit/http'
import type { Context, MiddlewareHandler, Next } from 'hono'
import { HonoExchange } from './exchange.js'

/** What handlers after llmLimit() find in the context: `new Hono<{ Variables: LlmVariables }>()`. */
export interface LlmVariables {
  /** There for every request; `llm.isGuarded` tells those apart that pass uncharged. */
  llm: Llm
}

export type HonoOptions<Operation extends string = string> = GuardOptions<Context, Operation>

/**
 * Guards POST, PUT and PATCH with budgets; other methods pass. Mount it after cors, and before validators of the body.
 * Without options: 60 requests a minute, 100k tokens an hour and $1 a day for every client address, in memory.
 */
export function llmLimit<Operation extends string = string>(
  options: HonoOptions<Operation> = {},
): MiddlewareHandler<{ Variables: LlmVariables }> {
  const guard = createGuard(options)
  return async function llmLimit(c: Context, next: Next): Promise<void> {
    const exchange = new HonoExchange(c, next)
    await (isOnNode(exchange) ? guardNode(guard, exchange) : guardResponse(guard, exchange))
    if (!c.finalized) exchange.answer = clientLeft()
  }
}

function isOnNode(exchange: HonoExchange): exchange is HonoExchange & NodeExchange<Context> {
  return exchange.response !== undefined
}

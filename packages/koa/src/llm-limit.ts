import { createGuard, type GuardOptions, guardNode, type Llm, type MaybePromise } from '@llm-limit/http'
import type { Context, Middleware, Next } from 'koa'
import { KoaExchange } from './exchange.js'

declare module 'koa' {
  interface DefaultState {
    /** Set by llmLimit() on requests that it guards. */
    llm: Llm
  }
}

export type KoaOptions<Operation extends string = string> = GuardOptions<Context, Operation>

/**
 * Guards POST, PUT and PATCH with budgets; other methods pass. Mount it after the body parser and after cors.
 * Without options: 60 requests a minute, 100k tokens an hour and $1 a day for every client address, in memory.
 */
export function llmLimit<Operation extends string = string>(options: KoaOptions<Operation> = {}): Middleware {
  const guard = createGuard(options)
  return function llmLimit(ctx: Context, next: Next): MaybePromise<void> {
    return guardNode(guard, new KoaExchange(ctx, next))
  }
}

import { ConfigError, createGuard, guardWeb, type Limiter } from '@llm-limit/http'
import { type NextFetchEvent, type NextProxy, type NextRequest, NextResponse } from 'next/server.js'
import type { NextOptions } from './llm-limit.js'

/** `limiter` must be one with a shared store. */
export interface NextProxyOptions<Operation extends string = string> extends NextOptions<Operation> {
  readonly limiter: Limiter<Operation>
}

/**
 * `export const proxy = llmProxy({ limiter, subject })`: refuses early who has nothing left, in the words of the guard. One look into
 * the store; it holds nothing and reads no body, so the route keeps its own guard. Give it the options of that.
 * @throws ConfigError without a shared store: a proxy may run far from the routes, and would look into an empty memory.
 */
export function llmProxy<Operation extends string = string>(
  options: NextProxyOptions<Operation>,
  next: NextProxy = () => undefined,
): (request: NextRequest, event: NextFetchEvent) => Promise<Response> {
  if (!options.limiter.isShared) {
    throw new ConfigError(
      `llmProxy needs a limiter with a shared store: the memory of a proxy is not that of the routes. Pass one to createLimiter, or leave llmProxy out.`,
    )
  }
  const guard = createGuard(options)
  return function llmProxy(request: NextRequest, event: NextFetchEvent): Promise<Response> {
    return guardWeb({
      guard: { ...guard, admit: guard.precheck },
      request,
      address: undefined,
      handle: async () => (await next(request, event)) ?? NextResponse.next(),
    })
  }
}

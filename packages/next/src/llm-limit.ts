import { createGuard, type GuardOptions, guardWeb, type Llm, unguardedLlm } from '@llm-limit/http'
import { nodeContext } from '@llm-limit/http/context'
import type { NextRequest } from 'next/server.js'
import { outlive } from './after-response.js'

export type NextOptions<Operation extends string = string> = GuardOptions<NextRequest, Operation>

/** What Next hands on beside the request: `RouteContext<'/chat/[id]'>` for a route that names its parameters. */
export interface AnyRouteContext {
  readonly params: Promise<{ readonly [name: string]: string | string[] | undefined }>
}

/** `llm` is there for every request; `llm.isGuarded` tells those apart that pass uncharged. */
type RouteHandler<Context> = (request: NextRequest, context: Context, llm: Llm) => Response | Promise<Response>

/**
 * Guards a route handler of the app router. Next gives no client address: without `subject` or `address` all callers
 * share one budget.
 */
export function llmLimit<Context = AnyRouteContext, Operation extends string = string>(
  options: NextOptions<Operation>,
  handler: RouteHandler<Context>,
): (request: NextRequest, context: Context) => Promise<Response> {
  const guard = createGuard(options)
  return function llmLimit(request: NextRequest, context: Context): Promise<Response> {
    return guardWeb({
      guard,
      request,
      address: undefined,
      waitUntil: outlive,
      async handle(readable, llm) {
        if (llm === undefined) return handler(readable, context, await unguardedLlm())
        return nodeContext.run(llm.admission, () => handler(readable, context, llm))
      },
    })
  }
}

import { guardWeb, type Llm, socketAddress, unguardedLlm } from '@llm-limit/http'
import { guardsByEnvironment } from './guards-by-environment.js'
import type { EdgeOptions } from './options.js'

/** As much of a worker's execution context as is used. */
interface Background {
  waitUntil(work: Promise<unknown>): void
}

/** `llm` is there for every request; `llm.isGuarded` tells those apart that pass uncharged. */
type Handler<Env, Context> = (request: Request, env: Env, context: Context, llm: Llm) => Response | Promise<Response>

/**
 * Guards a `Request -> Response` handler of any runtime with web standards. Deno and Bun tell the client's address; elsewhere all callers
 * share one budget without `subject` or `address`.
 */
export function llmLimit<Env = unknown, Context = unknown, Operation extends string = string>(
  options: EdgeOptions<Env, Operation>,
  handler: Handler<Env, Context>,
): (request: Request, env?: Env, context?: Context) => Promise<Response> {
  const guardFor = guardsByEnvironment(options)
  return function llmLimit(request: Request, env?: Env, context?: Context): Promise<Response> {
    return guardWeb({
      guard: guardFor(env as Env),
      request,
      address: socketAddress(request, env),
      waitUntil: isBackground(context) ? (work) => context.waitUntil(work) : undefined,
      handle: async (readable, llm) => handler(readable, env as Env, context as Context, llm ?? (await unguardedLlm())),
    })
  }
}

function isBackground(context: unknown): context is Background {
  return (
    typeof context === 'object' && context !== null && 'waitUntil' in context && typeof context.waitUntil === 'function'
  )
}

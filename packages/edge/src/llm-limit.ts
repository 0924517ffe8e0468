import { createGuard, type Guard, type GuardOptions, guardWeb, type Limiter, type Llm } from '@llm-limit/http'

/** `limiter` may be made from the environment, which workers get with the request; it is made once for each environment. */
export interface EdgeOptions<Env = unknown, Operation extends string = string>
  extends Omit<GuardOptions<Request, Operation>, 'limiter'> {
  readonly limiter?: Limiter<Operation> | ((env: Env) => Limiter<Operation>) | undefined
}

/** As much of a worker's execution context as is used. */
interface Background {
  waitUntil(work: Promise<unknown>): void
}

type Handler<Env, Context> = (request: Request, env: Env, context: Context, llm: Llm) => Response | Promise<Response>

/**
 * Guards a `Request -> Response` handler of any runtime with web standards. There is no socket to ask for the client's
 * address: without `subject` or `address` all callers share one budget.
 */
export function llmLimit<Env = unknown, Context = unknown, Operation extends string = string>(
  options: EdgeOptions<Env, Operation>,
  handler: Handler<Env, Context>,
): (request: Request, env?: Env, context?: Context) => Promise<Response> {
  const guardFor = guardsByEnv(options)
  return function llmLimit(request: Request, env?: Env, context?: Context): Promise<Response> {
    return guardWeb({
      guard: guardFor(env as Env),
      request,
      address: undefined,
      waitUntil: isBackground(context) ? (work) => context.waitUntil(work) : undefined,
      handle: async (readable, llm) => handler(readable, env as Env, context as Context, llm as Llm),
    })
  }
}

function guardsByEnv<Env, Operation extends string>(
  options: EdgeOptions<Env, Operation>,
): (env: Env) => Guard<Request> {
  const { limiter } = options
  if (typeof limiter !== 'function') {
    const guard = createGuard<Request, Operation>({ ...options, limiter })
    return () => guard
  }
  const known = new Map<Env, Guard<Request>>()
  return (env) => {
    const guard = known.get(env) ?? createGuard<Request, Operation>({ ...options, limiter: limiter(env) })
    if (known.size > 8) known.clear()
    known.set(env, guard)
    return guard
  }
}

function isBackground(context: unknown): context is Background {
  return (
    typeof context === 'object' && context !== null && 'waitUntil' in context && typeof context.waitUntil === 'function'
  )
}

import { createGuard, type Guard, type Limiter } from '@llm-limit/http'
import { limiterFor } from './limiter-for.js'
import type { EdgeOptions } from './options.js'

/** The guard of an environment, with the limiter that was made from it. */
export function guardsByEnvironment<Env, Operation extends string>(
  options: EdgeOptions<Env, Operation>,
): (env: Env) => Guard<Request> {
  const { limiter } = options
  if (typeof limiter !== 'function') {
    const guard = createGuard<Request, Operation>({ ...options, limiter })
    return () => guard
  }
  const guards = new WeakMap<Limiter, Guard<Request>>()
  return (env) => {
    const own = limiterFor(limiter, env)
    const guard = guards.get(own) ?? createGuard<Request, Operation>({ ...options, limiter: own })
    guards.set(own, guard)
    return guard
  }
}

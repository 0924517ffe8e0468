import { createGuard, type Guard } from '@llm-limit/http'
import type { EdgeOptions } from './options.js'

/** Environments of one worker; tests and previews have a few. */
const MOST = 8

/** The guard of an environment, with the limiter that was made from it. */
export function guardsByEnvironment<Env, Operation extends string>(
  options: EdgeOptions<Env, Operation>,
): (env: Env) => Guard<Request> {
  const { limiter } = options
  if (typeof limiter !== 'function') {
    const guard = createGuard<Request, Operation>({ ...options, limiter })
    return () => guard
  }
  const known: { readonly env: Env; readonly guard: Guard<Request> }[] = []
  return (env) => {
    const same = known.find((one) => isSameEnvironment(one.env, env))
    if (same !== undefined) return same.guard
    const guard = createGuard<Request, Operation>({ ...options, limiter: limiter(env) })
    known.push({ env, guard })
    if (known.length > MOST) known.shift()
    return guard
  }
}

/** A platform may make the object anew for every request, and the bindings in it as well: a limiter a request would count nothing. */
function isSameEnvironment(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (!isObject(one) || !isObject(other)) return false
  const [ones, others] = [Object.entries(one), new Map(Object.entries(other))]
  return (
    ones.length === others.size && ones.every(([name, value]) => others.has(name) && isSame(value, others.get(name)))
  )
}

function isSame(one: unknown, other: unknown): boolean {
  return Object.is(one, other) || (isObject(one) && isObject(other))
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

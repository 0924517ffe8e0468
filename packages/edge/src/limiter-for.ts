import type { Limiter } from '@llm-limit/http'

export type LimiterIn<Env, Operation extends string = string> = (env: Env) => Limiter<Operation>

interface Made {
  readonly env: unknown
  readonly limiter: unknown
}

/** Environments of one worker; tests and previews have a few. */
const MOST = 8
const madeBy = new WeakMap<LimiterIn<never>, Made[]>()

/** The limiter of an environment: one for all mounts that are given the same function. */
export function limiterFor<Env, Operation extends string>(
  make: LimiterIn<Env, Operation>,
  env: Env,
): Limiter<Operation> {
  const made = madeBy.get(make) ?? []
  madeBy.set(make, made)
  const same = made.find((one) => isSameEnvironment(one.env, env))
  if (same !== undefined) return same.limiter as Limiter<Operation>
  const limiter = make(env)
  made.push({ env, limiter })
  if (made.length > MOST) made.shift()
  return limiter
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

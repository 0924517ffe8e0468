import { createLimiter as createHttpLimiter, type Limiter, memoryStore, type Policy, type Store } from '@llm-limit/http'

const MEMORIES: unique symbol = Symbol.for('@llm-limit/next-memories') as never

interface Host {
  [MEMORIES]?: Map<string, Store>
}

/**
 * A limiter with the price table that ships with llm-limit. Next runs a module once for each of its layers (routes, server
 * components and actions, pages, proxy), and again with each edit: without a `store`, limiters of the same policy count together
 * in the memory of the process.
 * @throws ConfigError naming the value and the mend.
 */
export function createLimiter<const Tier extends string = string, const Operation extends string = never>(
  policy: Policy<Tier, Operation>,
): Limiter<Operation | 'default'> {
  const host: typeof globalThis & Host = globalThis
  host[MEMORIES] ??= new Map()
  const memories = host[MEMORIES]
  return createHttpLimiter(policy, (options) => {
    if (policy.clock !== undefined) return memoryStore(options)
    const key = JSON.stringify({ ...policy, prices: undefined })
    const memory = memories.get(key) ?? { ...memoryStore(options), close: async () => {} }
    memories.set(key, memory)
    return memory
  })
}

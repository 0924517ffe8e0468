import type { Limiter } from '@llm-limit/core'
import { createLimiter } from './create-limiter.js'

const SLOT: unique symbol = Symbol.for('@llm-limit/default-limiter') as never

interface WithDefaultLimiter {
  [SLOT]?: Limiter<'default'>
}

/** What all mounts without a limiter of their own share: one a process, also across ESM and CJS copies and bundles. */
export function defaultLimiter(): Limiter<'default'> {
  const shared: typeof globalThis & WithDefaultLimiter = globalThis
  shared[SLOT] ??= createLimiter({ quotas: ['60 requests / minute', '100k tokens / hour', '$1 / day'] })
  return shared[SLOT]
}

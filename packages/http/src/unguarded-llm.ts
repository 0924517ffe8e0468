import { createLimiter, type Limiter } from '@llm-limit/core'
import { type Llm, RequestLlm } from './llm.js'

let off: Limiter | undefined

/** What a handler gets with a request that is not guarded: of a limiter that is off, so that it need not ask whether there is one. */
export async function unguardedLlm(): Promise<Llm> {
  off ??= createLimiter({ quotas: ['1 requests / day'], mode: 'off' })
  const decision = await off.reserve({ subject: { user: 'nobody' } })
  if (decision.outcome !== 'admitted') throw new RangeError('A limiter that is off refused.')
  return new RequestLlm(decision, undefined)
}

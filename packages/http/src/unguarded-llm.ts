import { createLimiter, type Limiter } from '@llm-limit/core'
import { goOn, type MaybePromise } from './go-on.js'
import { type Llm, RequestLlm } from './llm.js'

let off: Limiter | undefined

/** What a handler gets with a request that is not guarded: of a limiter that is off, so that it need not ask whether there is one. */
export function unguardedLlm(): MaybePromise<Llm> {
  off ??= createLimiter({ quotas: ['1 requests / day'], mode: 'off' })
  return goOn(off.decide({ subject: { user: 'nobody' } }), (decision) => {
    if (decision.outcome !== 'admitted') throw new RangeError('A limiter that is off refused.')
    return new RequestLlm(decision, undefined)
  })
}

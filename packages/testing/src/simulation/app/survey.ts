import { createLimiter, type Limiter, type ReserveCall, type Store, StoreError } from '@llm-limit/core'
import type { RequestPlan, Scenario } from '../scenario/scenario.js'
import { prices } from './prices.js'

/** What a limiter of the same policy would ask a store for at an instant: where a request is counted, and at what weight. */
export type Survey = (plan: RequestPlan, nowMs: number) => ReserveCall

export function surveyOf({ policy }: Scenario): Survey {
  let limiter: Limiter | undefined
  let asked: ReserveCall | undefined
  let now = 0
  const fail = (): Promise<never> => Promise.reject(new StoreError('It is only asked where things are counted.'))
  const store: Store = {
    reserve(call) {
      asked = call
      return { kind: 'closed', now }
    },
    ...{ raise: fail, renew: fail, settle: fail, peek: fail, reset: fail, health: fail },
    close: async () => undefined,
  }
  const clock = { now: () => now, setTimer: () => () => undefined }

  return ({ user, org, operation, inputTokens, maxOutputTokens, model }, nowMs) => {
    now = nowMs
    limiter ??= createLimiter({ ...policy, whenStoreFails: 'deny', prices, clock, newId: () => 'survey', store })
    limiter.decide({ subject: { user, org }, operation, call: { inputTokens, maxOutputTokens, model } })
    if (asked === undefined) throw new Error('The limiter asked for nothing.')
    return asked
  }
}

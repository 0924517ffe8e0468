import { createLimiter, type Limiter } from '@llm-limit/core'
import { durableObjectStore } from './durable-object-store.js'
import type { ObjectNamespace } from './platform.js'

let isDown = false
let limiter: Limiter | undefined

/** One request's decision of a limiter that all requests share, while its objects are broken or not. */
export async function decide(well: ObjectNamespace, broken: ObjectNamespace, areBroken: boolean): Promise<string> {
  isDown = areBroken
  limiter ??= limiterOn({
    idFromName: (name) => (isDown ? broken.idFromName('a throw') : well.idFromName(name)),
    get: (id) => (isDown ? broken : well).get(id),
  })
  return (await limiter.reserve({ subject: { user: 'ada' } })).outcome
}

function limiterOn(namespace: ObjectNamespace): Limiter {
  const store = durableObjectStore(namespace)
  return createLimiter({ quotas: ['100 requests / hour'], store, whenStoreFails: 'deny', storeDeadlineMs: 500 })
}

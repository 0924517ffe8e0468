import type { Clock } from '@llm-limit/core'
import type { Exchange } from './exchange.js'
import { goOn, type MaybePromise } from './go-on.js'
import type { Admitted, Guard, Refused } from './guard.js'
import { endWithResponse, type NodeResponse } from './node-response.js'
import { wait } from './wait.js'

/** One request of a framework on node:http: what the guard reads, and how it goes on. */
export interface NodeExchange<Native> extends Exchange<Native> {
  readonly response: NodeResponse
  /** Goes on with the handler; undefined for a request that is not guarded. */
  proceed(admitted: Admitted | undefined): MaybePromise<void>
  refuse(refused: Refused): void
}

/** One guarded request on a Node response. A client that leaves before the handler runs costs nothing. */
export function guardNode<Native>(guard: Guard<Native>, exchange: NodeExchange<Native>): MaybePromise<void> {
  return goOn(guard.admit(exchange), (verdict) => {
    if (verdict.kind === 'passed') return exchange.proceed(undefined)
    if (verdict.kind === 'refused') return exchange.refuse(verdict)
    return serve(guard.clock, exchange, verdict)
  })
}

function serve<Native>(clock: Clock, exchange: NodeExchange<Native>, admitted: Admitted): MaybePromise<void> {
  const { response } = exchange
  const isHeard = !response.closed && wait(clock, admitted.delayMs, (die) => response.once('close', die))
  return goOn(isHeard, (isStillHeard) => {
    if (!isStillHeard) return admitted.llm.admission.release()
    endWithResponse(admitted.llm.admission, response)
    return exchange.proceed(admitted)
  })
}

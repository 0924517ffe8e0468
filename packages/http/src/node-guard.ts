import type { Clock } from '@llm-limit/core'
import { delayMsOf } from './delay.js'
import type { Exchange } from './exchange.js'
import type { Guard, Verdict } from './guard.js'
import { endWithResponse, type NodeResponse } from './node-response.js'
import { wait } from './wait.js'

export interface NodeSteps<Native> {
  readonly guard: Guard<Native>
  readonly exchange: Exchange<Native>
  readonly response: NodeResponse
  /** Goes on with the handler; undefined for a request that is not guarded. */
  proceed(admitted: Extract<Verdict, { kind: 'admitted' }> | undefined): Promise<void> | void
  refuse(refused: Extract<Verdict, { kind: 'refused' }>): void
}

/** One guarded request on a Node response. A client that leaves before the handler runs costs nothing. */
export async function guardNode<Native>({
  guard,
  exchange,
  response,
  proceed,
  refuse,
}: NodeSteps<Native>): Promise<void> {
  const verdict = await guard.admit(exchange)
  if (verdict.kind === 'passed') return proceed(undefined)
  if (verdict.kind === 'refused') return refuse(verdict)
  const { llm } = verdict
  const delayMs = delayMsOf(llm, exchange.guarded)
  if (response.closed || !(await delay(guard.clock, delayMs, response))) return llm.admission.release()
  endWithResponse(llm, response)
  await proceed(verdict)
}

function delay(clock: Clock, delayMs: number, response: NodeResponse): Promise<boolean> {
  return wait(clock, delayMs, (die) => response.once('close', die))
}

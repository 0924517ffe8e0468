import { readFileSync } from 'node:fs'
import { readTrace, type TracedCall } from '../../examples/demo/trace.js'
import { zipfDraw } from '../../examples/demo/zipf.js'

/** A call of the trace and the user it was given to: the trace names none. */
export interface Visit extends TracedCall {
  readonly user: number
}

export const USERS = 100

const TRACE = new URL('../../examples/demo/data/azure-llm-2023-conv.csv', import.meta.url)

/** An hour of real traffic. */
export function readTraffic(): readonly Visit[] {
  const draw = zipfDraw({ ranks: USERS, exponent: 1, seed: 2023 })
  return readTrace(readFileSync(TRACE, 'utf8')).calls.map((call) => ({ ...call, user: draw() % USERS }))
}

/** When a call of that length ends: half a second, and 20 ms a token. */
export function endOf({ atMs }: TracedCall, outputTokens: number): number {
  return atMs + 500 + 20 * outputTokens
}

import { readFileSync } from 'node:fs'
import { readTrace, type TracedCall } from './trace.js'
import { USERS, userName, ZIPF_EXPONENT } from './users.js'
import { zipfDraw } from './zipf.js'

/** How much faster than in 2023 the hour passes, for limiter, model and browsers alike. */
export const SPEED = 75

/** A call of the trace, and the user it was given to: the trace itself names none. */
export interface Visit extends TracedCall {
  /** Index in the trace. */
  readonly place: number
  readonly user: string
}

export interface Hour {
  /** In ms since the Unix epoch. */
  readonly startMs: number
  /** In the order in which they came. */
  readonly visits: readonly Visit[]
}

/** The hour of real traffic, the same for everyone who reads it. */
export function readHour(): Hour {
  const { startMs, calls } = readTrace(readFileSync(new URL('data/azure-llm-2023-conv.csv', import.meta.url), 'utf8'))
  const drawRank = zipfDraw({ ranks: USERS.free + USERS.premium, exponent: ZIPF_EXPONENT, seed: 2023 })
  return { startMs, visits: calls.map((call, place) => ({ ...call, place, user: userName(drawRank()) })) }
}

import { fakeClock } from '@llm-limit/testing'
import type { CallEstimate } from '../policy/call.js'
import type { Policy } from '../policy/policy.js'
import type { ModelPrice, Prices } from '../policy/prices.js'
import type { Subject } from '../words.js'
import type { Admission, Decision } from './admission.js'
import type { AdmittedCall, CallDecision, Denied } from './decision.js'
import type { EventName, LimiterEvents } from './events.js'
import { createLimiter, type Limiter, type Request } from './limiter.js'

const TABLE: Readonly<Record<string, ModelPrice>> = {
  dear: { input: 15_000_000, output: 75_000_000, maxOutputTokens: 8_000 },
  middle: { input: 3_000_000, output: 15_000_000, maxOutputTokens: 8_000 },
  cheap: { input: 250_000, output: 2_000_000, maxOutputTokens: 8_000 },
  odd: { input: 333, output: 7, cacheRead: 1, cacheWrite: 1_001 },
  long: { input: 1_000, output: 2_000, long: { from: 1_000, input: 5_000, output: 9_000 } },
}

/** $15 and $75, $3 and $15, $0.25 and $2 for a million tokens. */
export const prices: Prices = {
  priceOf: (model) => (Object.hasOwn(TABLE, model) ? TABLE[model] : undefined),
  cheaperThan: (model) => (model === 'dear' ? 'middle' : model === 'middle' ? 'cheap' : undefined),
}

/** Noon, Monday 15 June 2026, UTC. */
export const NOON: number = Date.UTC(2026, 5, 15, 12)
export const MINUTE = 60_000
export const HOUR: number = 60 * MINUTE
export const DAY: number = 24 * HOUR
export const ada: Subject = { user: 'ada' }

export type Heard = { readonly [Name in EventName]: LimiterEvents[Name][] }

export interface Bench {
  readonly limiter: Limiter
  readonly clock: ReturnType<typeof fakeClock>
  readonly heard: Heard
  /** Asks for one call of so many tokens, in and out. */
  ask(request?: Partial<Request>): Promise<Decision>
}

/** A limiter on a clock that stands still, with all its events written down. */
export function benchWith(policy: Policy): Bench {
  const clock = fakeClock(NOON)
  const limiter = createLimiter({ clock, prices, expects: { model: 'dear' }, ...policy })
  return {
    limiter,
    clock,
    heard: hear(limiter),
    ask: (request = {}) => limiter.reserve({ subject: ada, ...request }),
  }
}

function hear(limiter: Limiter): Heard {
  const heard: Heard = {
    'call-admitted': [],
    'call-denied': [],
    'call-stopped': [],
    'attempt-ended': [],
    'reservation-settled': [],
    'call-unpriced': [],
    'tier-lookup-failed': [],
    'store-failed': [],
    'store-degraded': [],
    'store-recovered': [],
    'settlements-dropped': [],
    'estimate-drifted': [],
    'records-failed': [],
    'warning-raised': [],
  }
  const names = Object.keys(heard) as EventName[]
  for (const name of names) limiter.on(name, (event) => void (heard[name] as unknown[]).push(event))
  return heard
}

export function admitted(decision: Decision): Admission {
  if (decision.outcome !== 'admitted') throw new Error(`Not admitted: ${JSON.stringify(decision)}`)
  return decision
}

export function admittedCall(decision: CallDecision): AdmittedCall {
  if (decision.outcome !== 'admitted') throw new Error(`Not admitted: ${JSON.stringify(decision)}`)
  return decision
}

export function denied(decision: Decision | CallDecision): Denied {
  if (decision.outcome !== 'denied') throw new Error(`Not denied: ${decision.outcome}`)
  return decision
}

export function tokens(inputTokens: number, maxOutputTokens = 0): CallEstimate {
  return { inputTokens, maxOutputTokens }
}

/** Uses so many tokens of input, settled. */
export async function spendTokens(limiter: Limiter, inputTokens: number, subject: Subject = ada): Promise<void> {
  const admission = admitted(await limiter.reserve({ subject, call: tokens(inputTokens) }))
  await admission.settle({ inputTokens, outputTokens: 0 })
}

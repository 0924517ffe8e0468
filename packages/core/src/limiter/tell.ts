import type { Plan } from '../policy/plan.js'
import { grainOf } from '../policy/quota-list.js'
import type { Usage } from '../words.js'
import type { Denied } from './decision.js'
import type { Events, Outcome } from './events.js'
import { type Spent, usedUnits } from './spending.js'

/** @returns the denial, told to whoever listens. */
export function tellDenied(
  events: Events,
  { operation, tier }: Plan,
  denied: Denied,
  door: 'request' | 'call',
): Denied {
  const { reason, retryAfterMs, violated } = denied
  events.emit('call-denied', { operation, tier, reason, retryAfterMs, quotas: violated, door })
  return denied
}

/** One model call, or a request whose calls nobody saw. */
export interface Attempt {
  readonly usage: Usage
  readonly spent: Spent
  readonly outcome: Outcome
  readonly estimated: boolean
}

export function tellAttempt(events: Events, { operation }: Plan, { usage, spent, outcome, estimated }: Attempt): void {
  if (!events.has('attempt-ended')) return
  const { inputTokens, outputTokens, nanoUsd } = spent
  const truth = { ...usage, inputTokens, outputTokens }
  events.emit('attempt-ended', { operation, usage: truth, nanoUsd, outcome, estimated })
}

/** @param spent Undefined for what was handed back. */
export function tellSettled(
  events: Events,
  { operation, tier, quotas }: Plan,
  spent: Spent | undefined,
  charges: readonly number[],
  estimated: boolean,
): void {
  if (!events.has('reservation-settled')) return
  const amounts = quotas.map((quota, i) => {
    const grain = grainOf(quota.unit)
    const used = spent === undefined ? 0 : usedUnits(quota, spent)
    return { quota: quota.name, used: used / grain, charged: (charges[i] ?? 0) / grain }
  })
  events.emit('reservation-settled', { operation, tier, amounts, estimated, released: spent === undefined })
}

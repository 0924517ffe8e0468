import type { Limiter } from '@llm-limit/express'
import type { Tier } from './users.js'

/** What became of the requests of one tier. */
export interface Count {
  admitted: number
  /** Of those admitted: told that the budget nears its end. */
  warned: number
  /** Served on a lower rung: a cheaper model, a shorter answer. */
  degraded: number
  /** Given less answer than the request would have had room for in its budget's better days. */
  clamped: number
  refused: number
  nanoUsd: number
}

export type Tally = Readonly<Record<Tier, Count>>

/** Counts what a limiter tells, tier by tier, as it happens. */
export function tallyOf({ on }: Pick<Limiter, 'on'>): Tally {
  const tally: Tally = { free: nothing(), premium: nothing() }
  const countOf = (tier: string): Count => tally[tier === 'premium' ? 'premium' : 'free']
  on('call-admitted', ({ tier, phase, rung, clamped }) => {
    const count = countOf(tier)
    count.admitted += 1
    if (phase === 'warning') count.warned += 1
    if (rung > 0) count.degraded += 1
    if (clamped) count.clamped += 1
  })
  on('call-denied', ({ tier }) => {
    countOf(tier).refused += 1
  })
  on('reservation-settled', ({ tier, amounts }) => {
    countOf(tier).nanoUsd += amounts.find(({ quota }) => quota === 'usd-per-day')?.used ?? 0
  })
  return tally
}

/** All tiers together. */
export function total(tally: Tally): Count {
  const sum = nothing()
  for (const count of Object.values(tally)) {
    sum.admitted += count.admitted
    sum.warned += count.warned
    sum.degraded += count.degraded
    sum.clamped += count.clamped
    sum.refused += count.refused
    sum.nanoUsd += count.nanoUsd
  }
  return sum
}

function nothing(): Count {
  return { admitted: 0, warned: 0, degraded: 0, clamped: 0, refused: 0, nanoUsd: 0 }
}

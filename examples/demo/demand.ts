import type { Visit } from './hour.js'
import { nanoUsdOf } from './price-list.js'
import { type Tier, tierOf } from './users.js'

/** What the users of a tier would spend in the hour if nothing held them back. */
export interface Demand {
  readonly calls: number
  /** Users whose whole hour fits into the budgets of their tier. */
  readonly fitting: number
}

/** Limits of a user for longer than the hour. */
export interface Budget {
  /** Infinity: as many as the money buys. */
  readonly tokens: number
  readonly nanoUsd: number
}

export function demandOf(visits: readonly Visit[], tier: Tier, budget: Budget): Demand {
  const own = visits.filter(({ user }) => tierOf({ user }) === tier)
  const spent = new Map<string, Budget>()
  for (const { user, inputTokens, outputTokens } of own) {
    const { tokens, nanoUsd } = spent.get(user) ?? { tokens: 0, nanoUsd: 0 }
    spent.set(user, {
      tokens: tokens + inputTokens + outputTokens,
      nanoUsd: nanoUsd + nanoUsdOf({ model: 'gpt-5', inputTokens, outputTokens }),
    })
  }
  const fitting = [...spent.values()].filter(
    ({ tokens, nanoUsd }) => tokens <= budget.tokens && nanoUsd <= budget.nanoUsd,
  )
  return { calls: own.length, fitting: fitting.length }
}

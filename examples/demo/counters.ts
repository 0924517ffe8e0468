import type { Limiter } from '@llm-limit/express'
import type { Budget } from './demand.js'
import { type Tier, tierOf, USERS, userName } from './users.js'

/** One counter of one user, as the store has it. */
export interface Counter {
  readonly user: string
  readonly tier: Tier
  readonly quota: string
  readonly unit: string
  readonly used: number
}

type Reading = Pick<Limiter, 'usage'>

const HOUR_SECONDS = 3_600

/** Reads the counters of users: of windows longer than the replay, where nothing has aged away, and of concurrent calls. */
export async function readCounters(limiter: Reading, users: Iterable<string>): Promise<Counter[]> {
  const counters: Counter[] = []
  for (const user of users) {
    const tier = tierOf({ user })
    const { quotas } = await limiter.usage({ user })
    for (const { name, unit, used, windowSeconds = Number.POSITIVE_INFINITY } of quotas) {
      if (windowSeconds > HOUR_SECONDS) counters.push({ user, tier, quota: name, unit, used })
    }
  }
  return counters
}

/** What one user of a tier has for the hour, as the limiter read it from the policy. */
export async function budgetOf(limiter: Reading, tier: Tier): Promise<Budget> {
  const { quotas } = await limiter.usage({ user: userName(tier === 'premium' ? 1 : USERS.premium + 1) })
  const limitOf = (unit: string): number =>
    quotas.find((quota) => quota.unit === unit)?.limit ?? Number.POSITIVE_INFINITY
  return { tokens: limitOf('tokens'), nanoUsd: limitOf('nanoUsd') }
}

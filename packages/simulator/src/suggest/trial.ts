import type { Policy, QuotaText } from '@llm-limit/core'
import type { UserReport } from '../findings/report.js'
import { simulate } from '../replay/simulate.js'
import { callsOf, type Half } from './halves.js'
import type { QuotasAt } from './quota-family.js'
import type { ProposedPolicy, SuggestOptions } from './suggestion.js'

/** For each tier of the target, how generous its quotas are. */
export type Generosity = ReadonlyMap<string, number>

/** Tries quotas on the engine. */
export interface Trial {
  policyAt(generosity: Generosity): ProposedPolicy
  /** What becomes of the users of one half. */
  usersUnder(generosity: Generosity, half: Half): Promise<UserReport[]>
}

export function trialOf(
  { log, policy: base = {}, ...options }: SuggestOptions,
  families: ReadonlyMap<string, QuotasAt>,
): Trial {
  function policyAt(generosity: Generosity): ProposedPolicy {
    return proposed(base, new Map([...families].map(([tier, quotasAt]) => [tier, quotasAt(generosity.get(tier) ?? 0)])))
  }

  return {
    policyAt,
    async usersUnder(generosity, half) {
      const users: UserReport[] = []
      const policy = withTiers(base, policyAt(generosity))
      await simulate(callsOf(log(), half, options.seed ?? 1), [
        { ...options, policy, onUser: (user) => users.push(user) },
      ])
      return users
    },
  }
}

export function proposed(base: Policy, quotas: ReadonlyMap<string, readonly QuotaText[]>): ProposedPolicy {
  const [first = ''] = quotas.keys()
  const tiers = Object.fromEntries([...quotas].map(([tier, each]) => [tier, { quotas: each }]))
  return { tiers, defaultTier: base.defaultTier ?? first }
}

/** The app's policy with other quotas. What everyone shares is left out: it is not a user's, and a half would have all of it. */
export function withTiers(base: Policy, { tiers, defaultTier }: ProposedPolicy): Policy {
  const own = Object.entries(tiers).map(([tier, { quotas }]) => [tier, { ...base.tiers?.[tier], quotas }])
  return {
    ...base,
    quotas: undefined,
    everyone: undefined,
    tiers: { ...base.tiers, ...Object.fromEntries(own) },
    defaultTier,
  }
}

import { ConfigError, type Policy } from '@llm-limit/core'
import { aimsOf, goalAim, isMet } from './check.js'
import { figureOf } from './measure.js'
import { longestPeriod } from './periods.js'
import { proposalsOf } from './proposals.js'
import { type QuotasAt, quotaFamily } from './quota-family.js'
import { readTarget } from './read-target.js'
import { remarksOf } from './remarks.js'
import { LARGEST, roundNumber, tokenQuota } from './round-numbers.js'
import type { Suggestion, SuggestOptions } from './suggestion.js'
import { type Survey, survey } from './survey.js'
import type { Goal, Target } from './target.js'
import { proposed, trialOf, withTiers } from './trial.js'

/** A tier has a quota or more: one that nobody reaches. */
const UNLIMITED = tokenQuota(roundNumber(LARGEST), 'hour')

/**
 * Finds the least generous quotas that meet a target on half of a log's users, and says what they reach on the other half. The same
 * log, options and seed always give the same. @throws ConfigError for a target that cannot be read, or that no quotas meet.
 */
export async function suggest(options: SuggestOptions): Promise<Suggestion> {
  const { policy: base = {}, seed = 1 } = options
  const target = readTarget(options.target)
  const found = await survey(options, unlimited(target, base))
  requireReachable(target, found)
  const trial = trialOf(options, familiesOf(target, found))
  const proposals = await proposalsOf(aimsOf(target, found.span, found.users), trial, seed)
  const { requests, users, span } = found
  return {
    target: options.target,
    log: { requests, users, ...span },
    proposals,
    remarks: remarksOf(target, found, base, proposals),
  }
}

/** The policy when nothing limits the tiers of a target. @throws ConfigError for a tier that it does not have. */
export function unlimited({ goals }: Target, base: Policy): Policy {
  requireTiers(goals, base)
  return withTiers(base, proposed(base, new Map(goals.map(({ tier }) => [tier, [UNLIMITED]]))))
}

function requireTiers(goals: readonly Goal[], { tiers }: Policy): void {
  if (tiers === undefined) return
  const unknown = goals.find(({ tier }) => !Object.hasOwn(tiers, tier))
  if (unknown !== undefined)
    throw new ConfigError(`Tier '${unknown.tier}' is not one of the policy's: ${Object.keys(tiers).join(', ')}.`)
}

function requireReachable({ goals, spend }: Target, { fitting, isPriced }: Survey): void {
  for (const aim of goals.map(goalAim)) {
    const most = figureOf(aim.measure, fitting)
    if (Number.isNaN(most))
      throw new ConfigError(`'${aim.what}' is about nobody in the half of the log that quotas are fitted to.`)
    if (isMet(aim, most)) continue
    throw new ConfigError(
      `'${aim.what}' reaches ${percentText(most)} when nothing is limited. Ask for no more than that.`,
    )
  }
  if (spend !== undefined && !isPriced)
    throw new ConfigError(
      `'spend' needs prices. Give a policy with 'prices', and 'expects' with a model unless the log names models.`,
    )
}

function percentText(share: number): string {
  return `${Math.floor(share * 1_000) / 10} %`
}

function familiesOf({ goals }: Target, found: Survey): Map<string, QuotasAt> {
  const families = new Map<string, QuotasAt>()
  for (const { tier } of goals) {
    const share = Math.max(...goals.filter((goal) => goal.tier === tier).map((goal) => goal.share))
    families.set(tier, quotaFamily(longestPeriod(found.span), found.isPriced, found.peaksOf(tier), share))
  }
  return families
}

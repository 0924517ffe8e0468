import { ConfigError } from '../errors.js'
import { type Ladder, ladderOf } from './ladder.js'
import { type Plan, planOf } from './plan.js'
import { operationList, ownQuotas, sharedList, tierLists, validateNames } from './plan-lists.js'
import type { OperationInput, Policy } from './policy.js'

export interface Plans {
  readonly tiers: readonly string[]
  readonly defaultTier: string
  planFor(tier: string, operation: string): Plan
  /** One plan for each operation with quotas of its own, and at least one. */
  plansOfTier(tier: string): readonly Plan[]
  readonly ladder: Ladder
}

const UNTIERED = 'default'

export const DEFAULT_OPERATION = 'default' as const

/** Compiles a policy: every error in it is thrown here, none per request. */
export function plansOf(policy: Policy): Plans {
  const ladder = ladderOf(policy.ladder, policy.prices)
  const tiers = tiersOf(policy)
  const names = Object.keys(tiers)
  const defaultTier = policy.tiers === undefined ? UNTIERED : (policy.defaultTier ?? missingDefault(names))
  if (!Object.hasOwn(tiers, defaultTier))
    throw new ConfigError(`defaultTier '${defaultTier}' is not one of the tiers ${names.join(', ')}.`)
  const operations: Readonly<Record<string, OperationInput>> = { [DEFAULT_OPERATION]: {}, ...policy.operations }
  const everyone = (policy.everyone ?? []).map((quota) => (typeof quota === 'string' ? { quota } : quota))
  for (const operation of Object.keys(operations)) validateOperation(operation)
  const shared = sharedList(policy, everyone)
  const plans = new Map<string, Map<string, Plan>>()
  for (const [tier, input] of Object.entries(tiers)) {
    for (const operation of Object.keys(input.operations ?? {})) {
      if (!Object.hasOwn(operations, operation)) {
        throw new ConfigError(
          `Tier '${tier}' has quotas for operation '${operation}', which 'operations' does not declare.`,
        )
      }
    }
    const lists = tierLists(policy, input.quotas, shared, everyone)
    const planFor = ([operation, settings]: [string, OperationInput]): [string, Plan] => {
      const own = operationList(policy, operation, ownQuotas(input, operation))
      const all = own === undefined ? lists : [...lists, own]
      validateNames(all.flatMap(({ list }) => list.quotas))
      return [operation, planOf(policy, ladder, tier, operation, settings, all)]
    }
    plans.set(tier, new Map(Object.entries(operations).map(planFor)))
  }
  return {
    tiers: names,
    defaultTier,
    ladder,
    planFor: (tier, operation) =>
      plans.get(tier)?.get(operation) ?? unknownPlan(tier, operation, names, Object.keys(operations)),
    plansOfTier: (tier) => [...(plans.get(tier)?.values() ?? [])].filter(hasOwnQuotas),
  }
}

function hasOwnQuotas({ operation, lists }: Plan): boolean {
  return operation === DEFAULT_OPERATION || lists.some(({ kind }) => kind === 'operation')
}

function tiersOf(policy: Policy): Readonly<Record<string, NonNullable<Policy['tiers']>[string]>> {
  if (policy.tiers !== undefined && policy.quotas !== undefined)
    throw new ConfigError(`Give either 'quotas' or 'tiers', not both.`)
  const tiers = policy.tiers ?? { [UNTIERED]: { quotas: policy.quotas ?? [] } }
  if (Object.keys(tiers).length === 0) throw new ConfigError(`'tiers' is empty. Declare at least one.`)
  for (const [name, tier] of Object.entries(tiers)) {
    if (tier.quotas.length === 0 && (policy.everyone ?? []).length === 0)
      throw new ConfigError(`Tier '${name}' has no quotas. Add one such as '100k tokens / hour'.`)
  }
  return tiers
}

function missingDefault(names: readonly string[]): string {
  const [only] = names
  if (names.length === 1 && only !== undefined) return only
  throw new ConfigError(`'defaultTier' is missing. Name one of ${names.join(', ')}.`)
}

function unknownPlan(tier: string, operation: string, tiers: readonly string[], operations: readonly string[]): never {
  const [what, name, known] = tiers.includes(tier) ? ['operation', operation, operations] : ['tier', tier, tiers]
  throw new ConfigError(`Unknown ${what} '${name}'. The policy declares ${known.join(', ')}.`)
}

/** Operations are part of keys, which have at most 200 bytes. */
function validateOperation(name: string): void {
  if (!/^[\x20-\x7e]{1,60}$/.test(name))
    throw new ConfigError(`Operation ${JSON.stringify(name)} must be 1 to 60 printable ASCII characters.`)
}

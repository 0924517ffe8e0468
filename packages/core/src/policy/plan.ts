import { MAX_AMOUNT, permilleOf } from '../amounts.js'
import { ConfigError } from '../errors.js'
import type { Charge } from '../store/store.js'
import type { Scope } from '../words.js'
import { constantCharge } from './charges.js'
import { type Ladder, ladderOf } from './ladder.js'
import type { Expects } from './measured-call.js'
import type { EveryoneQuota, Expectation, OperationInput, Policy, QuotaInput, TierInput } from './policy.js'
import { type PolicyQuota, perUserQuota, policyQuota, type QuotaList, quotaList } from './quota-list.js'

/** The policy for one tier and operation, ready to be charged. Quotas of a call: user, everyone, org, operation. */
export interface Plan {
  readonly tier: string
  readonly operation: string
  readonly ladder: Ladder
  readonly lists: readonly PlanList[]
  /** All quotas, list after list. */
  readonly quotas: readonly PolicyQuota[]
  /** caps[rung][quota] in internal units. */
  readonly caps: readonly (readonly number[])[]
  /** [rung][quota]: what every reserve, and every raise, charges alike. */
  readonly charges: { readonly first: ConstantCharges; readonly later: ConstantCharges }
  readonly expects: Expects
  /** Permille. */
  readonly weight: number
  readonly repeats: { readonly factors: readonly number[]; readonly windowMs: number } | undefined
  readonly countsMoney: boolean
}

type ConstantCharges = readonly (readonly (Charge | undefined)[])[]

/** One partition of a plan: whose key it is counted under. */
export interface PlanList {
  readonly kind: Scope | 'operation'
  readonly list: QuotaList
}

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
const REPEATS = { factors: [1, 1.5, 2], windowMs: 600_000 }
const DEFAULT_OUTPUT_TOKENS = 1_024

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

function context(policy: Policy, scope: Scope, prefix?: string): Parameters<typeof policyQuota>[1] {
  return { timeZone: policy.timeZone ?? 'UTC', scope, prefix }
}

function sharedList(policy: Policy, everyone: readonly EveryoneQuota[]): QuotaList | undefined {
  return everyone.length === 0
    ? undefined
    : quotaList(everyone.map((quota) => policyQuota(quota, context(policy, 'everyone', 'everyone'))))
}

function ownQuotas({ operations = {} }: TierInput, operation: string): readonly QuotaInput[] | undefined {
  return Object.hasOwn(operations, operation) ? operations[operation] : undefined
}

function tierLists(
  policy: Policy,
  inputs: readonly QuotaInput[],
  shared: QuotaList | undefined,
  everyone: readonly EveryoneQuota[],
): PlanList[] {
  const quotas = inputs.map((input) => policyQuota(input, context(policy, 'user')))
  const own = quotas.filter((quota) => quota.scope === 'user')
  const mirrors = everyone.filter((input) => input.perUser !== undefined).length
  const perUser = everyone.flatMap((input, i) => {
    const quota = shared?.quotas[i]
    const mirror = quota === undefined ? undefined : perUserQuota(quota, input, own.length + mirrors + i)
    return mirror === undefined ? [] : [mirror]
  })
  const org = quotas.filter((quota) => quota.scope === 'org')
  const lists: PlanList[] = [{ kind: 'user', list: quotaList([...own, ...perUser]) }]
  if (shared !== undefined) lists.push({ kind: 'everyone', list: shared })
  if (org.length > 0) lists.push({ kind: 'org', list: quotaList(org) })
  return lists
}

function operationList(policy: Policy, operation: string, inputs: readonly QuotaInput[] = []): PlanList | undefined {
  if (inputs.length === 0) return undefined
  return {
    kind: 'operation',
    list: quotaList(inputs.map((input) => policyQuota(input, context(policy, 'user', operation)))),
  }
}

/** Response fields and events tell the quotas of a call apart by name. */
function validateNames(quotas: readonly PolicyQuota[]): void {
  const names = quotas.map((quota) => quota.name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new ConfigError(`Two quotas are named '${twice}'. Give one a 'name' of its own.`)
}

/** Operations are part of keys, which have at most 200 bytes. */
function validateOperation(name: string): void {
  if (!/^[\x20-\x7e]{1,60}$/.test(name))
    throw new ConfigError(`Operation ${JSON.stringify(name)} must be 1 to 60 printable ASCII characters.`)
}

function planOf(
  policy: Policy,
  ladder: Ladder,
  tier: string,
  operation: string,
  settings: OperationInput,
  lists: readonly PlanList[],
): Plan {
  const quotas = lists.flatMap(({ list }) => list.quotas)
  const expects = expectsOf(operation, { ...policy.expects, ...settings.expects })
  const countsMoney = quotas.some((quota) => quota.unit === 'nanoUsd')
  if (countsMoney) requirePrice(policy, operation, expects.model)
  const caps = ladder.rungs.map(({ ceiling }) =>
    quotas.map((quota) => Math.min(MAX_AMOUNT, quota.ladder ? permilleOf(quota.limit, ceiling * 10) : quota.limit)),
  )
  return {
    tier,
    operation,
    ladder,
    lists,
    quotas,
    caps,
    charges: { first: constantCharges(quotas, caps, true), later: constantCharges(quotas, caps, false) },
    expects,
    weight: weightOf(operation, settings),
    repeats: repeatsOf(operation, settings),
    countsMoney,
  }
}

function constantCharges(quotas: readonly PolicyQuota[], caps: Plan['caps'], isFirst: boolean): ConstantCharges {
  return caps.map((rung) => quotas.map((quota, i) => constantCharge(quota, rung[i] ?? 0, isFirst)))
}

function requirePrice(policy: Policy, operation: string, model: string | undefined): void {
  if (policy.prices === undefined)
    throw new ConfigError(
      `A quota counts money, but there are no 'prices'. Pass them, or use createLimiter of an adapter package, which brings a table.`,
    )
  if (model === undefined)
    throw new ConfigError(
      `A quota counts money: say which model operation '${operation}' expects (expects: { model }), so that a call nobody saw has a price.`,
    )
  if (policy.prices.priceOf(model) === undefined && policy.unpriced !== 'as-expected') {
    throw new ConfigError(
      `Operation '${operation}' expects model '${model}', which has no price while a quota counts money. Add its price.`,
    )
  }
  if (policy.prices.priceOf(model) === undefined)
    throw new ConfigError(
      `unpriced: 'as-expected' needs a priced model; operation '${operation}' expects '${model}', which has no price.`,
    )
}

function expectsOf(operation: string, expects: Expectation): Expects {
  const { model, inputTokens = 0, outputTokens = DEFAULT_OUTPUT_TOKENS, calls = 1 } = expects
  for (const [name, value] of Object.entries({ inputTokens, outputTokens, calls })) {
    if (!Number.isInteger(value) || value < (name === 'calls' ? 1 : 0) || value > 1e9) {
      throw new ConfigError(`Operation '${operation}': expects.${name} must be a whole number, not ${value}.`)
    }
  }
  return { model, inputTokens, outputTokens, calls }
}

function weightOf(operation: string, { weight = 1 }: OperationInput): number {
  if (!(weight > 0 && weight <= 1000))
    throw new ConfigError(`Operation '${operation}': weight must be above 0 and at most 1000, not ${weight}.`)
  return Math.max(1, Math.round(weight * 1000))
}

function repeatsOf(operation: string, { repeats }: OperationInput): Plan['repeats'] {
  if (repeats === false) return undefined
  const { factors, windowMs } =
    repeats === undefined ? REPEATS : 'factors' in repeats ? repeats : { factors: repeats, windowMs: REPEATS.windowMs }
  const rising = factors.every((factor, i) => factor >= (factors[i - 1] ?? 1) && factor <= 100)
  if (factors.length === 0 || factors[0] !== 1 || !rising) {
    throw new ConfigError(`Operation '${operation}': repeats must start at 1 and not fall, such as [1, 1.5, 2].`)
  }
  if (!Number.isInteger(windowMs) || windowMs < 1)
    throw new ConfigError(`Operation '${operation}': repeats.windowMs must be a whole number of ms.`)
  return { factors: factors.map((factor) => Math.round(factor * 1000)), windowMs }
}

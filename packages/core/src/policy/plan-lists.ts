import { ConfigError } from '../errors.js'
import type { Scope } from '../words.js'
import type { EveryoneQuota, Policy, QuotaInput, TierInput } from './policy.js'
import { type PolicyQuota, perUserQuota, policyQuota, type QuotaList, quotaList } from './quota-list.js'

/** One partition of a plan: whose key it is counted under. */
export interface PlanList {
  readonly kind: Scope | 'operation'
  readonly list: QuotaList
}

function context(policy: Policy, scope: Scope, prefix?: string): Parameters<typeof policyQuota>[1] {
  return { timeZone: policy.timeZone ?? 'UTC', scope, prefix }
}

export function sharedList(policy: Policy, everyone: readonly EveryoneQuota[]): QuotaList | undefined {
  return everyone.length === 0
    ? undefined
    : quotaList(everyone.map((quota) => policyQuota(quota, context(policy, 'everyone', 'everyone'))))
}

export function ownQuotas({ operations = {} }: TierInput, operation: string): readonly QuotaInput[] | undefined {
  return Object.hasOwn(operations, operation) ? operations[operation] : undefined
}

export function tierLists(
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

export function operationList(
  policy: Policy,
  operation: string,
  inputs: readonly QuotaInput[] = [],
): PlanList | undefined {
  if (inputs.length === 0) return undefined
  return {
    kind: 'operation',
    list: quotaList(inputs.map((input) => policyQuota(input, context(policy, 'user', operation)))),
  }
}

/** Response fields and events tell the quotas of a call apart by name. */
export function validateNames(quotas: readonly PolicyQuota[]): void {
  const names = quotas.map((quota) => quota.name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new ConfigError(`Two quotas are named '${twice}'. Give one a 'name' of its own.`)
}

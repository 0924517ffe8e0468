import { DEFAULT_LADDER, type Policy, type QuotaInput, readQuota } from '@llm-limit/core'
import type { BudgetPeriod } from './budget-period.js'

/** A budget in money, and what was spent of it by all who have it, period after period. */
export interface BudgetSpending {
  /** The policy's name for it, else its text. */
  readonly budget: string
  readonly scope: 'user' | 'org' | 'everyone'
  /** Undefined where all tiers share it. */
  readonly tier: string | undefined
  /** Where it is the budget of one operation alone. */
  readonly operation: string | undefined
  /** Percent of it that nothing should pass. */
  readonly ceilingPercent: number
  spentNanoUsd: number
  /** Spent above 100 % of it. */
  beyondLimitNanoUsd: number
  /** Spent above its ceiling: the overrun. */
  beyondCeilingNanoUsd: number
  readonly periods: BudgetPeriod[]
}

/** Budgets in the order in which a call of a tier and operation is counted: partition after partition, undefined for what is no money. */
export type CallBudgets = readonly (readonly (BudgetSpending | undefined)[])[]

export interface MoneyBudgets {
  of(tier: string, operation: string): CallBudgets
  all(): BudgetSpending[]
}

export function moneyBudgets(policy: Policy): MoneyBudgets {
  const found = new Map<string, BudgetSpending>()
  const byCall = new Map<string, Map<string, CallBudgets>>()
  const ceilings = { ladder: hardPercent(policy), wall: 100 }

  function listOf(
    inputs: readonly BudgetInput[],
    scope: BudgetSpending['scope'],
    tier?: string,
    operation?: string,
  ): (BudgetSpending | undefined)[] {
    return inputs.map((input) => {
      const { quota, name = quota, ladder } = typeof input === 'string' ? plain(input) : { ladder: undefined, ...input }
      if (readQuota(quota).unit !== 'nanoUsd') return undefined
      const key = JSON.stringify([scope, tier, operation, name])
      const isWall = ladder === 'wall' || scope === 'everyone'
      const ceilingPercent = isWall ? ceilings.wall : ceilings.ladder
      const known = found.get(key) ?? { budget: name, scope, tier, operation, ceilingPercent, ...nothing() }
      found.set(key, known)
      return known
    })
  }

  function budgetsOf(tier: string, operation: string): CallBudgets {
    const { quotas = [], operations } = policy.tiers?.[tier] ?? { quotas: policy.quotas }
    const lists = [
      listOf(
        quotas.filter((quota) => !isOrg(quota)),
        'user',
        tier,
      ),
      listOf(policy.everyone ?? [], 'everyone'),
      listOf(quotas.filter(isOrg), 'org', tier),
      listOf(operations?.[operation] ?? [], 'user', tier, operation),
    ]
    // The user's own is there even when it is empty.
    return lists.filter((list, i) => i === 0 || list.length > 0)
  }

  return {
    of(tier, operation) {
      const ofTier = byCall.get(tier) ?? new Map<string, CallBudgets>()
      const budgets = ofTier.get(operation) ?? budgetsOf(tier, operation)
      byCall.set(tier, ofTier.set(operation, budgets))
      return budgets
    },
    all: () => [...found.values()],
  }
}

type BudgetInput = QuotaInput | NonNullable<Policy['everyone']>[number]

function plain(quota: string): { readonly quota: string; readonly name?: undefined; readonly ladder?: undefined } {
  return { quota }
}

function isOrg(quota: QuotaInput): boolean {
  return typeof quota !== 'string' && quota.scope === 'org'
}

function hardPercent({ ladder }: Policy): number {
  return ladder === 'wall' ? 100 : ((ladder ?? DEFAULT_LADDER).at(-1)?.at ?? 100)
}

function nothing(): Pick<BudgetSpending, 'spentNanoUsd' | 'beyondLimitNanoUsd' | 'beyondCeilingNanoUsd' | 'periods'> {
  return { spentNanoUsd: 0, beyondLimitNanoUsd: 0, beyondCeilingNanoUsd: 0, periods: [] }
}

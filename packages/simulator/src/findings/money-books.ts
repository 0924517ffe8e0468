import type { Policy, Quota, Reservation, Settlement, Store } from '@llm-limit/core'
import { periodOf } from './budget-period.js'
import { type BudgetSpending, type CallBudgets, moneyBudgets } from './money-budgets.js'

/** Books beside the store's: adds up every settlement by budget and period, and believes no sum of the store's. */
export interface MoneyBooks {
  watch(store: Store): Store
  /** Whose settlements come next. */
  turnTo(tier: string, operation: string): void
  budgets(): BudgetSpending[]
  /** Settlements of payers beyond the number that is kept apart. */
  readonly unbooked: number
}

/** One payer's budget in its newest two periods: a call that began in the one before may end in this one. */
interface Line {
  startMs: number
  settled: number
  startBeforeMs: number
  settledBefore: number
}

export function moneyBooks(policy: Policy, mostPayers: number): MoneyBooks {
  const budgets = moneyBudgets(policy)
  const lines = new Map<string, Line[]>()
  let page: CallBudgets = []
  let unbooked = 0

  function book({ partitions }: Reservation, { charges }: Settlement): void {
    let first = 0
    for (let p = 0; p < partitions.length; p += 1) {
      const partition = partitions[p]
      const named = page[p]
      if (partition === undefined || named === undefined) return
      const { key, quotas } = partition
      for (let slot = 0; slot < named.length; slot += 1) {
        const budget = named[slot]
        const quota = quotas[slot]
        if (budget !== undefined && quota !== undefined)
          add(budget, quota, lineOf(key, slot), charges[first + slot] ?? 0)
      }
      first += quotas.length
    }
  }

  function lineOf(key: string, slot: number): Line | undefined {
    const own = lines.get(key) ?? []
    if (own.length === 0 && lines.size >= mostPayers) {
      unbooked += 1
      return undefined
    }
    if (own.length === 0) lines.set(key, own)
    own[slot] ??= { startMs: 0, settled: 0, startBeforeMs: 0, settledBefore: 0 }
    return own[slot]
  }

  return {
    watch: (store) => ({
      ...store,
      settle(reservation, settlement) {
        book(reservation, settlement)
        return store.settle(reservation, settlement)
      },
    }),
    turnTo(tier, operation) {
      page = budgets.of(tier, operation)
    },
    budgets: () => budgets.all(),
    get unbooked() {
      return unbooked
    },
  }
}

function add(budget: BudgetSpending, quota: Quota, line: Line | undefined, amount: number): void {
  budget.spentNanoUsd += amount
  if (line === undefined || quota.aging.algorithm !== 'calendar') return
  // The boundaries are those of the decision: a call is charged to the period that it began in.
  const startMs = quota.aging.boundaries[1]
  const period = periodOf(budget.periods, startMs)
  period.spentNanoUsd += amount
  if (startMs !== line.startMs && startMs !== line.startBeforeMs) {
    period.payers += 1
    period.limitNanoUsd += quota.limit
  }
  const before = settle(line, startMs, amount)
  const ceiling = (quota.limit / 100) * budget.ceilingPercent
  budget.beyondLimitNanoUsd += beyond(before + amount, quota.limit) - beyond(before, quota.limit)
  budget.beyondCeilingNanoUsd += beyond(before + amount, ceiling) - beyond(before, ceiling)
}

/** @returns what was settled of the period before. */
function settle(line: Line, startMs: number, amount: number): number {
  if (startMs < line.startMs) {
    const before = startMs === line.startBeforeMs ? line.settledBefore : 0
    line.startBeforeMs = startMs
    line.settledBefore = before + amount
    return before
  }
  if (startMs > line.startMs) {
    line.startBeforeMs = line.startMs
    line.settledBefore = line.settled
    line.startMs = startMs
    line.settled = 0
  }
  const before = line.settled
  line.settled += amount
  return before
}

function beyond(amount: number, most: number): number {
  return amount > most ? amount - most : 0
}

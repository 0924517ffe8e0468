import type { BudgetPeriod } from '../findings/budget-period.js'
import { MOST_COLUMNS } from './timeline.js'

/** Periods in their order; neighbours in one, where there are more than can be told apart. */
export function fewerPeriods(periods: readonly BudgetPeriod[]): BudgetPeriod[] {
  const each = Math.ceil(periods.length / MOST_COLUMNS)
  const merged: BudgetPeriod[] = []
  for (const [i, period] of [...periods].sort((a, b) => a.startMs - b.startMs).entries()) {
    const last = merged.at(-1)
    if (last === undefined || i % each === 0) merged.push({ ...period })
    else {
      last.payers += period.payers
      last.limitNanoUsd += period.limitNanoUsd
      last.spentNanoUsd += period.spentNanoUsd
    }
  }
  return merged
}

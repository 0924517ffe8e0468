/** One period of a budget in money: all who spent of it together. */
export interface BudgetPeriod {
  /** In ms since the Unix epoch, as the policy's time zone has it. */
  readonly startMs: number
  /** Who spent of it: users, organisations, or everyone as one. */
  payers: number
  /** Their limits, added up. */
  limitNanoUsd: number
  spentNanoUsd: number
}

/** Adds it when it is new. Calls come in order, so it is nearly always the last or the one before. */
export function periodOf(periods: BudgetPeriod[], startMs: number): BudgetPeriod {
  const known = periods.findLast((period) => period.startMs === startMs)
  if (known !== undefined) return known
  const period = { startMs, payers: 0, limitNanoUsd: 0, spentNanoUsd: 0 }
  periods.push(period)
  return period
}

import type { Count } from './count.js'
import type { BudgetSpending } from './money-budgets.js'
import type { RetryAfterBand } from './retry-after.js'

/** What a policy would have done to a log. Plain data; money in nanoUsd. */
export interface Report {
  readonly total: Readonly<Count>
  readonly quality: Quality
  readonly money: Money
  /** Each budget in money, over all its periods. */
  readonly budgets: readonly Readonly<BudgetSpending>[]
  /** Hours in which there were requests, by when they came first. */
  readonly hours: readonly HourReport[]
  readonly tiers: readonly TierReport[]
  readonly users: UsersReport
  readonly refusals: RefusalReport
  /** What bounds of memory left out; all 0 for most logs. */
  readonly beyondBounds: BeyondBounds
}

export interface Quality {
  /** Requests served by the model asked for, and not cut, / requests made. */
  readonly requestsInFull: number
  /** Tokens of such answers / tokens of all answers that were asked for. */
  readonly tokensInFull: number
}

export interface Money {
  readonly demandedNanoUsd: number
  readonly spentNanoUsd: number
  /** Demanded and not spent: through cheaper models, shorter answers, refusals. */
  readonly savedNanoUsd: number
  /** Spent above the ceiling of a budget: of the budget where that was most. */
  readonly overNanoUsd: number
  /** `overNanoUsd` / spent of that budget. */
  readonly overrun: number
}

export interface HourReport extends Readonly<Count> {
  /** In ms since the Unix epoch. */
  readonly startMs: number
  /** Refusals whose Retry-After leads into this hour. */
  readonly sentHere: number
}

export interface TierReport extends Readonly<Count> {
  readonly tier: string
}

export interface UserReport extends Readonly<Count> {
  readonly user: string
  readonly org: string | undefined
  readonly tier: string | undefined
}

export interface UsersReport {
  readonly users: number
  /** Users to whom it happened at least once. */
  readonly warned: number
  readonly degraded: number
  readonly clamped: number
  readonly refused: number
  /** Users with the most refused requests, then the most degraded ones. */
  readonly worstHit: readonly UserReport[]
}

export interface RefusalReport {
  /** By reason, as in event `call-denied`. */
  readonly reasons: Readonly<Record<string, number>>
  readonly retryAfter: readonly RetryAfterBand[]
}

export interface BeyondBounds {
  /** Requests of users who came when as many were counted apart as may be: they are in no figure of `users`. */
  readonly uncountedRequests: number
  /** Settlements that are in `spentNanoUsd` of budgets, but not in what is beyond them. */
  readonly unbookedSettlements: number
  /** Whether new users had to share one budget, since the store was full. */
  readonly isStoreFull: boolean
}

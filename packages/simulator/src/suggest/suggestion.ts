import type { Policy, QuotaText } from '@llm-limit/core'
import type { CallLog } from '../log/log-call.js'
import type { ReplayOptions } from '../replay/options.js'
import type { Interval } from './interval.js'

export interface SuggestOptions extends Pick<ReplayOptions, 'speed' | 'behaviour' | 'waitMs' | 'seed' | 'maxUsers'> {
  /** As `free: 95 % of users never refused; spend <= $500 / month`. */
  readonly target: string
  /** Prices, operations and ladder; its quotas of the tiers in the target are replaced. Default: none, and so budgets in tokens. */
  readonly policy?: Policy | undefined
  /** The log from its beginning; it is read about a dozen times. */
  readonly log: () => CallLog
}

/** Quotas for a target. Plain data; money in nanoUsd. */
export interface Suggestion {
  readonly target: string
  readonly log: {
    readonly requests: number
    readonly users: number
    /** In ms since the Unix epoch. */
    readonly firstMs: number
    readonly lastMs: number
  }
  /** One; where goals and spend cannot be met together, one that keeps the goals, and one that keeps the spend if there is one. */
  readonly proposals: readonly Proposal[]
  /** What to know before believing it. */
  readonly remarks: readonly string[]
}

export interface Proposal {
  readonly keeps: 'all' | 'goals' | 'spend'
  readonly policy: ProposedPolicy
  readonly checks: readonly Check[]
}

/** In the shape of a policy. */
export interface ProposedPolicy {
  readonly tiers: Readonly<Record<string, { readonly quotas: readonly QuotaText[] }>>
  readonly defaultTier: string
}

/** One part of the target: what the quotas reach on the users that they were fitted to, and on those held back. */
export interface Check {
  readonly what: string
  readonly bound: 'at-least' | 'at-most'
  readonly unit: 'share' | 'nanoUsd'
  readonly wanted: number
  readonly fitted: Reached
  readonly heldBack: Reached & { readonly interval: Interval }
  readonly verdict: Verdict
}

export interface Reached {
  readonly users: number
  readonly value: number
}

/** 'met' and 'missed': so is the whole interval. 'likely' and 'unlikely': so is the value, and the interval has both. */
export type Verdict = 'met' | 'likely' | 'unlikely' | 'missed'

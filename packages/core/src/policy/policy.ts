import type { Clock } from '../clock.js'
import type { Records } from '../estimates/records.js'
import type { WhenStoreFails } from '../outage/when-store-fails.js'
import type { Store } from '../store/store.js'
import type { Phase, Subject } from '../words.js'
import type { Prices } from './prices.js'
import type { QuotaText } from './quota-shorthand.js'

/** All that an app declares. `Tier` and `Operation` are inferred from the keys of `tiers` and `operations`. */
export interface Policy<Tier extends string = string, Operation extends string = string> {
  /** Quotas of every user when there are no tiers. */
  readonly quotas?: readonly QuotaInput[] | undefined
  readonly tiers?: { readonly [T in Tier]: TierInput<NoInfer<Operation>> } | undefined
  /** Needed with tiers: what a subject gets that has none of its own, or whose look-up fails for the first time. */
  readonly defaultTier?: NoInfer<Tier> | undefined
  /** Cached 60 s, one look-up in flight per user. When it fails: the last known tier, else the default, and an event. */
  readonly tierOf?: ((subject: Subject) => NoInfer<Tier> | undefined | Promise<NoInfer<Tier> | undefined>) | undefined
  readonly operations?: { readonly [O in Operation]: OperationInput } | undefined
  /** Quotas that the whole app shares. */
  readonly everyone?: readonly (QuotaText | EveryoneQuota)[] | undefined
  /** Default: warn at 80 %, cheaper and shorter at 100 %, cheaper still at 105 %, refuse at 120 %. 'wall': warn at 80 %, refuse at 100 %. */
  readonly ladder?: readonly Rung[] | 'wall' | undefined
  /** Zone of calendar periods, default 'UTC'. */
  readonly timeZone?: string | undefined
  /** Default: the memory of this process. */
  readonly store?: Store | undefined
  /** What is admitted while the store does not answer. Default 'local': a tenth of what was left of each budget, then 503. */
  readonly whenStoreFails?: WhenStoreFails | undefined
  /** How long any call of the store is waited for, default 100 ms. */
  readonly storeDeadlineMs?: number | undefined
  /** Where a user can buy more; shown in refusals. */
  readonly upgradeUrl?: string | undefined
  /** 'shadow' counts and reports but never refuses or degrades; 'off' does nothing. Default 'enforce'. */
  readonly mode?: Mode | undefined
  /** What an operation needs when it says nothing itself. */
  readonly expects?: Expectation | undefined
  readonly prices?: Prices | undefined
  /** A model without a price while a quota counts money: 'deny' (default), or 'as-expected': priced like the operation's expected model. Both raise `call-unpriced`. */
  readonly unpriced?: 'deny' | 'as-expected' | undefined
  /** 'expected' (default) holds what nearly all calls of the operation need, as learned; 'worst-case' holds the whole granted answer. */
  readonly reserve?: 'expected' | 'worst-case' | undefined
  /** What calls need is learned from those that ended, and held. False: what the operation `expects` is held, always. Without effect on 'worst-case'. */
  readonly estimates?: EstimateOptions | false | undefined
  /** Where processes share what they learned. Default: each learns for itself. */
  readonly records?: Records | undefined
  /** Starts every key of a shared store: limiters with different names never share a counter. Default 'llm'. */
  readonly name?: string | undefined
  /** How long a reservation lives unless renewed, default 60,000 ms. */
  readonly leaseMs?: number | undefined
  readonly clock?: Clock | undefined
  /** From 0 to below 1. */
  readonly random?: (() => number) | undefined
  /** Makes a new id at each call, one that no other process makes either. */
  readonly newId?: (() => string) | undefined
}

export interface EstimateOptions {
  /** Share of answers that what is held for them covers, from 0.5 to 0.999. Default 0.99. */
  readonly quantile?: number | undefined
}

export type Mode = 'enforce' | 'shadow' | 'off'

export type QuotaInput = QuotaText | QuotaOptions

export interface QuotaOptions {
  readonly quota: QuotaText
  /** Shown in response fields. Default: from its unit and window, such as 'tokens-per-hour'. */
  readonly name?: string | undefined
  /** 'wall': stops at 100 % whatever the ladder says. */
  readonly ladder?: 'wall' | undefined
  /** 'org': all users of an organisation share it. Default 'user'. */
  readonly scope?: 'user' | 'org' | undefined
}

export interface EveryoneQuota {
  readonly quota: QuotaText
  readonly name?: string | undefined
  /** Above 80 % of the quota no user holds more than this share of it (0.1 = 10 %). */
  readonly perUser?: number | undefined
}

export interface TierInput<Operation extends string = string> {
  readonly quotas: readonly QuotaInput[]
  /** Further quotas of single operations, counted apart. */
  readonly operations?: { readonly [O in Operation]?: readonly QuotaInput[] } | undefined
  /** Class in the queue. Has no effect until a queue is mounted. */
  readonly queue?: 'low' | 'normal' | 'high' | undefined
}

export interface Expectation {
  readonly model?: string | undefined
  /** Tokens sent, one call. Default 0: what the body shows. */
  readonly inputTokens?: number | undefined
  /** Tokens of answer that are held until enough calls have ended to know better, one call. Default 1,024. */
  readonly outputTokens?: number | undefined
  /** Model calls of one request. Default 1. */
  readonly calls?: number | undefined
}

export interface OperationInput {
  readonly expects?: Expectation | undefined
  /** Multiplies requests and tokens, never money. Default 1; up to three decimals. */
  readonly weight?: number | undefined
  /** Factors for the same prompt again within 10 minutes: `[1, 1.5, 2]` by default; false for none. */
  readonly repeats?:
    | readonly number[]
    | { readonly factors: readonly number[]; readonly windowMs: number }
    | false
    | undefined
  /** Has no effect until a queue is mounted. */
  readonly queue?: false | { readonly maxWaitMs: number } | undefined
  /** Has no effect until a cache is mounted. */
  readonly cache?: false | { readonly near: 'exact' | 'intent' | 'semantic' } | undefined
}

/** One step of the ladder: from `at` percent of a limit on, its terms are served. */
export interface Rung {
  readonly at: number
  readonly phase: Exclude<Phase, 'normal'>
  /**
   * Begins early where a calendar quota is used faster than its window passes: from `at` x the share of the window that has passed,
   * never below `at` x `pace`. Above 0 to 1; of soft rungs, and not falling from one to the next. Default 1: always at `at`.
   */
  readonly pace?: number | undefined
  /** From what was asked for (may end in `*`) to one cheaper model; {} for none. Default: one step down the map that comes with the prices, from the rung before. */
  readonly models?: { readonly [asked: string]: string } | undefined
  /** Shortens answers to `factor` of what was asked for, on the last rung as far down as `floor` tokens. */
  readonly output?: { readonly factor: number; readonly floor: number } | undefined
  /** Wait before the first byte. */
  readonly delayMs?: number | undefined
  readonly cache?: 'looser' | undefined
}

export const DEFAULT_LADDER: readonly Rung[] = [
  { at: 80, phase: 'warning' },
  { at: 100, phase: 'soft', output: { factor: 0.5, floor: 256 }, delayMs: 400, cache: 'looser' },
  { at: 105, phase: 'soft', output: { factor: 0.5, floor: 256 }, delayMs: 400, cache: 'looser' },
  { at: 120, phase: 'hard' },
]

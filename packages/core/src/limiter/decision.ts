import type { Terms } from '../policy/call.js'
import type { Answer } from '../store/store.js'
import type { Phase, Usage } from '../words.js'
import type { Outcome } from './events.js'
import type { QuotaStatus } from './statuses.js'

/**
 * Why something was refused. `budget`: a ladder quota is used up to its hard ceiling. `wall`: a quota without ladder is full.
 * `concurrency`: too many calls run. `busy`: too many reservations of the subject are open. `too-large`: it can never fit.
 * `unpriced-model`: money is counted and the model has no price. `closed`: the id was used before, or the request is over.
 */
export type DenialReason = 'budget' | 'wall' | 'concurrency' | 'busy' | 'too-large' | 'unpriced-model' | 'closed'

/** A refusal. It consumed nothing. */
export interface Denied {
  readonly outcome: 'denied'
  readonly reason: DenialReason
  /** First moment at which it would pass if nothing else happened, exact to the ms; Infinity when waiting does not help. */
  readonly retryAfterMs: number
  readonly phase: Phase
  /** Names of the quotas that do not have the room. */
  readonly violated: readonly string[]
  readonly statuses: readonly QuotaStatus[]
  /** What would pass now. */
  readonly wouldAdmit: { readonly model: string | undefined; readonly maxOutputTokens: number } | undefined
  explain(): Explanation
}

/** The store could not answer and `whenStoreFails` says no. Never means that a limit was reached. */
export interface Unavailable {
  readonly outcome: 'unavailable'
  readonly retryAfterMs: number
}

export const UNAVAILABLE: Unavailable = { outcome: 'unavailable', retryAfterMs: 1_000 }

/** Which quota decided, how full it was, what was served and why. For logs and support, not for end users. */
export interface Explanation {
  readonly tier: string
  readonly operation: string
  readonly phase: Phase
  readonly rung: number
  /** The quota that decided; undefined when none did. */
  readonly quota: string | undefined
  /** Whole percent of it, this call included. */
  readonly percent: number
  readonly why: string
  /** All quotas, those of the whole app included. */
  readonly quotas: readonly QuotaStatus[]
}

/** One admitted model call within a reservation. */
export interface AdmittedCall {
  readonly outcome: 'admitted'
  readonly terms: Terms
  readonly phase: Phase
  /**
   * Tokens of answer seen so far, of all choices: raises what is charged if nothing else is ever heard.
   * @returns whether the answer may go on; false once it has reached a hard ceiling. A promise only while the store is asked for room.
   */
  observe(outputTokens: number): Answer<boolean>
  /** Tokens of answer up to which `observe` answers at once that it may go on. */
  readonly mayReach: number
  /** The truth, once. Missing fields keep their estimate and mark it estimated. */
  settle(usage: Usage, outcome?: Outcome): void
  /** It never reached a provider, or the provider refused it: nothing is charged. */
  release(): void
}

export type CallDecision = AdmittedCall | Denied | Unavailable

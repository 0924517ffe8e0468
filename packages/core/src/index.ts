export { Admission, type Decision } from './admission.js'
export { usedAt } from './algorithms/counter.js'
export { UNSCALED } from './amounts.js'
export type { CallEstimate, Terms } from './call.js'
export type { Clock } from './clock.js'
export { type AdmissionContext, currentAdmission, installContext, runInContext } from './context.js'
export type {
  AdmittedCall,
  CallDecision,
  DenialReason,
  Denied,
  Explanation,
  Unavailable,
} from './decision.js'
export {
  ConfigError,
  ERROR_CODES,
  type ErrorCode,
  InvalidAmountError,
  InvalidCallError,
  LlmLimitError,
  StoreError,
} from './errors.js'
export type { EventName, LedgerAmount, LimiterEvents, Listener, Outcome } from './events.js'
export { createLimiter, type Limiter, type Request, type RunResult } from './limiter.js'
export { type MemoryStoreOptions, memoryStore } from './memory-store.js'
export { usedIn } from './operations/view.js'
export { DEFAULT_OPERATION } from './plan.js'
export {
  DEFAULT_LADDER,
  type EveryoneQuota,
  type Expectation,
  type Mode,
  type OperationInput,
  type Policy,
  type QuotaInput,
  type QuotaOptions,
  type Rung,
  type TierInput,
} from './policy.js'
export { type BilledTokens, nanoUsdOf } from './price.js'
export type { ModelPrice, Prices } from './prices.js'
export type { Aging, Quota } from './quota.js'
export type { QuotaText } from './quota-shorthand.js'
export { copyRecord, type Lease, type PartitionRecord } from './record.js'
export { type RefusedCall, retryAfterMs } from './retry-after.js'
export type { QuotaStatus } from './statuses.js'
export * from './store.js'
export { systemClock } from './system.js'
export type { UsageReport } from './usage-report.js'
export type { Phase, Scope, Subject, Unit, Usage } from './words.js'

export { MAX_AMOUNT, UNSCALED } from './amounts.js'
export type { Clock } from './clock.js'
export {
  ConfigError,
  ERROR_CODES,
  type ErrorCode,
  InvalidAmountError,
  InvalidCallError,
  LlmLimitError,
  StoreError,
} from './errors.js'
export { type MemoryRecordsOptions, memoryRecords } from './estimates/memory-records.js'
export type { Records, StoredRecord } from './estimates/records.js'
export { Admission, type Decision } from './limiter/admission.js'
export { type AdmissionContext, currentAdmission, installContext, runInContext } from './limiter/context.js'
export type {
  AdmittedCall,
  CallDecision,
  DenialReason,
  Denied,
  Explanation,
  Unavailable,
} from './limiter/decision.js'
export type { EventName, LedgerAmount, LimiterEvents, Listener, Outcome } from './limiter/events.js'
export { createLimiter, type Limiter, type MakeMemory, type Request, type RunResult } from './limiter/limiter.js'
export type { QuotaStatus } from './limiter/statuses.js'
export type { UsageReport } from './limiter/usage-report.js'
export type { OutageReport, OutageTotals } from './outage/tally.js'
export type { LocalOptions, OpenOptions, WhenStoreFails } from './outage/when-store-fails.js'
export type { CallEstimate, Terms } from './policy/call.js'
export { DEFAULT_OPERATION } from './policy/plans.js'
export {
  DEFAULT_LADDER,
  type EstimateOptions,
  type EveryoneQuota,
  type Expectation,
  type Mode,
  type OperationInput,
  type Policy,
  type QuotaInput,
  type QuotaOptions,
  type Rung,
  type TierInput,
} from './policy/policy.js'
export { type BilledTokens, nanoUsdOf } from './policy/price.js'
export type { ModelPrice, Prices, Rates } from './policy/prices.js'
export { type QuotaText, type ReadQuota, readQuota } from './policy/quota-shorthand.js'
export { usedAt } from './store/algorithms/counter.js'
export { type MemoryStoreOptions, memoryStore } from './store/memory-store.js'
export { usedIn } from './store/operations/view.js'
export type { Aging, Quota } from './store/quota.js'
export { copyRecord, type Lease, type PartitionRecord } from './store/record.js'
export { type RefusedCall, retryAfterMs } from './store/retry-after.js'
export * from './store/store.js'
export { systemClock, systemRandom } from './system.js'
export type { Phase, Scope, ServiceTier, Subject, Unit, Usage } from './words.js'

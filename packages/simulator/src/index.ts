export type { BudgetPeriod } from './findings/budget-period.js'
export type { Count } from './findings/count.js'
export type { BudgetSpending } from './findings/money-budgets.js'
export type {
  BeyondBounds,
  HourReport,
  Money,
  Quality,
  RefusalReport,
  Report,
  TierReport,
  UserReport,
  UsersReport,
} from './findings/report.js'
export type { RetryAfterBand } from './findings/retry-after.js'
export type { KnownNames } from './log/call-reader.js'
export { AZURE, type Columns, type Field, LEDGER } from './log/columns.js'
export type { CallLog, LogCall } from './log/log-call.js'
export { LogError, type LogPlace } from './log/log-error.js'
export { type LogOptions, readLog } from './log/read-log.js'
export { type ZipfOptions, zipfDraw } from './log/zipf.js'
export type { Behaviour } from './replay/behaviour.js'
export type { ReplayOptions, Speed } from './replay/options.js'
export { simulate } from './replay/simulate.js'
export { suggest } from './suggest/suggest.js'
export type {
  Check,
  Proposal,
  ProposedPolicy,
  Reached,
  Suggestion,
  SuggestOptions,
  Verdict,
} from './suggest/suggestion.js'

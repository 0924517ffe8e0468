import type { Settlement } from '@llm-limit/core'
import type { LedgerLease } from './ledger-record.js'
import type { LedgerRecords } from './view.js'

/** What a ledger is made of. */
export interface Books {
  readonly records: LedgerRecords
  /** By id, the last of each. */
  readonly grantings: Map<string, { readonly lease: LedgerLease; settlement: Settlement | undefined }>
}

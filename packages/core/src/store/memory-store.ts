import type { Clock } from '../clock.js'
import { systemClock } from '../system.js'
import { recordTable } from './record-table.js'
import type { Store } from './store.js'
import { tableStore } from './table-store.js'

export interface MemoryStoreOptions {
  readonly clock?: Clock | undefined
  /**
   * Most records kept, default 100,000 (about 40 MB when idle, more with calls in every window): one a subject, one more for each
   * operation of it that has quotas of its own.
   * Beyond, new subjects share an overflow budget; a counter that still counts is never dropped.
   */
  readonly maxRecords?: number | undefined
  /** Called once, when the first subject has to share the overflow budget. */
  readonly onFull?: (() => void) | undefined
}

/** Budgets of one process. Two processes have two budgets: use a shared store there. */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  const { clock = systemClock } = options
  const table = recordTable(options)
  return {
    inProcess: true,
    ...tableStore(table, clock),
    async health(): Promise<void> {},
    async close(): Promise<void> {
      table.clear()
    },
  }
}

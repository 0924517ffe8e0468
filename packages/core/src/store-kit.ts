/** What who writes a store shares with the memory store: the gates, how counters are read, and the operations over records that it keeps itself. */
export { amountAtShare, isAmount } from './amounts.js'
export { drainOf } from './store/algorithms/bucket.js'
export { subBucketMs } from './store/algorithms/sliding.js'
export { idleFrom, isIdle } from './store/idle.js'
export { idHash } from './store/marks.js'
export { NO_DETOURS, type RecordTable } from './store/record-table.js'
export { type TableStore, tableStore } from './store/table-store.js'
export { validateOffer, validateRaise, validateRenew, validateReserve, validateSettlement } from './store/validate.js'

/** What who writes a store shares with the memory store: the gates, and how counters are read. */
export { amountAtShare, isAmount } from './amounts.js'
export { drainOf } from './store/algorithms/bucket.js'
export { subBucketMs } from './store/algorithms/sliding.js'
export { idHash } from './store/marks.js'
export { validateOffer, validateRaise, validateRenew, validateReserve, validateSettlement } from './store/validate.js'

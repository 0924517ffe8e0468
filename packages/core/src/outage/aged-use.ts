import { periodEnd, periodStart } from '../store/algorithms/calendar.js'
import { subBucketMs } from '../store/algorithms/sliding.js'
import type { Aging } from '../store/quota.js'

/** Sub-buckets that count at a time, the newest one included. */
const LIVE_SUB_BUCKETS = 61

/** What a store said was used, and when: by its clock, and by ours. */
export interface UseAt {
  readonly storeNow: number
  readonly at: number
}

/** How much of it may still count at `now` of our clock: never less than does. What runs at once is not told by what ran before. */
export function agedUse(aging: Aging, used: number, { storeNow, at }: UseAt, now: number): number {
  const elapsed = Math.max(0, now - at)
  switch (aging.algorithm) {
    case 'sliding':
      return elapsed >= LIVE_SUB_BUCKETS * subBucketMs(aging.windowMs) ? 0 : used
    case 'calendar':
      return hasNewPeriod(aging.boundaries, storeNow, storeNow + elapsed) ? 0 : used
    case 'bucket':
      return Math.max(0, used - Math.floor(elapsed / aging.windowMs) * aging.refill)
    case 'concurrency':
      return 0
  }
}

/** Whether the period of `before` is over at `now`. */
export function hasNewPeriod(
  boundaries: Extract<Aging, { algorithm: 'calendar' }>['boundaries'],
  before: number,
  now: number,
): boolean {
  const start = periodStart(boundaries, before)
  return start !== undefined && now >= periodEnd(boundaries, start)
}

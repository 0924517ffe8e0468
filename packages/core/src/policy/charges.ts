import { MAX_AMOUNT } from '../amounts.js'
import type { Charge } from '../store/store.js'
import type { MeasuredCall } from './measured-call.js'
import { mostForInput, perOutputToken } from './price.js'
import type { ModelPrice } from './prices.js'
import { type PolicyQuota, THOUSANDTHS } from './quota-list.js'

/** What every call charges a quota alike; undefined when it depends on the call. A reserve pays for the request and its place, a raise for neither. */
export function constantCharge({ unit }: PolicyQuota, cap: number, isFirst: boolean): Charge | undefined {
  if (unit === 'requests') return { cap, fixed: isFirst ? THOUSANDTHS : 0, perOutputToken: 0 }
  if (unit === 'concurrency') return { cap, fixed: isFirst ? 1 : 0, perOutputToken: 0 }
  return unit === 'outputTokens' ? { cap, fixed: 0, perOutputToken: 1 } : undefined
}

/** What a call charges a quota of tokens or money. */
export function chargeFor(
  { unit }: PolicyQuota,
  cap: number,
  { inputTokens, calls, cachesLong }: MeasuredCall,
  price: ModelPrice | undefined,
): Charge {
  if (unit !== 'nanoUsd')
    return { cap, fixed: Math.min(MAX_AMOUNT, inputTokens * calls), perOutputToken: unit === 'tokens' ? 1 : 0 }
  if (price === undefined) return { cap, fixed: 0, perOutputToken: 0 }
  const fixed = Math.min(MAX_AMOUNT, mostForInput(price, inputTokens, cachesLong) * calls)
  return { cap, fixed, perOutputToken: perOutputToken(price, inputTokens) }
}

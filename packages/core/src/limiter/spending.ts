import { MAX_AMOUNT, scaleUp } from '../amounts.js'
import { type MeasuredCall, MOST_TOKENS } from '../policy/measured-call.js'
import type { Plan } from '../policy/plan.js'
import { nanoUsdOf } from '../policy/price.js'
import type { ModelPrice } from '../policy/prices.js'
import { type PolicyQuota, THOUSANDTHS } from '../policy/quota-list.js'
import { chargesOf, scaleOf } from '../store/fit.js'
import type { Granted, Offer } from '../store/store.js'
import type { Usage } from '../words.js'
import type { PricedOffer } from './offers.js'

/** Tokens and money of model calls, before factors. */
export interface Spent {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly nanoUsd: number
}

export const NOTHING: Spent = { inputTokens: 0, outputTokens: 0, nanoUsd: 0 }

export function sum(a: Spent, b: Spent): Spent {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    nanoUsd: a.nanoUsd + b.nanoUsd,
  }
}

/** What a call is taken to spend until the truth is known: its input and the held part of the answer it was granted. */
export function expectedOf({ output, price }: PricedOffer, call: MeasuredCall, granted: number): Spent {
  return pricedTokens(price, call.inputTokens, Math.min(output.hold, granted) / call.calls, call.calls)
}

function pricedTokens(price: ModelPrice | undefined, inputTokens: number, outputTokens: number, calls: number): Spent {
  const nanoUsd = price === undefined ? 0 : nanoUsdOf(price, { inputTokens, outputTokens }) * calls
  return { inputTokens: inputTokens * calls, outputTokens: outputTokens * calls, nanoUsd }
}

/** Usage as reported, what is missing filled in from the estimate. */
export function spentBy(usage: Usage, estimate: Spent, price: ModelPrice | undefined): Spent {
  const inputTokens = amountOr(usage.inputTokens, estimate.inputTokens)
  const outputTokens = amountOr(usage.outputTokens, estimate.outputTokens)
  if (price === undefined) return { inputTokens, outputTokens, nanoUsd: estimate.nanoUsd }
  const nanoUsd = nanoUsdOf(price, {
    inputTokens,
    outputTokens,
    cacheReadTokens: amountOr(usage.cacheReadTokens, 0),
    cacheWriteTokens: amountOr(usage.cacheWriteTokens, 0),
    longCacheWriteTokens: amountOr(usage.longCacheWriteTokens, 0),
  })
  return { inputTokens, outputTokens, nanoUsd }
}

/** Whether a report says all that is charged, so that no estimate is part of it. */
export function isWhole({ inputTokens, outputTokens }: Usage): boolean {
  return isTold(inputTokens) && isTold(outputTokens)
}

/** Whether a report says nothing that is charged. */
export function isEmpty({ inputTokens, outputTokens }: Usage): boolean {
  return !isTold(inputTokens) && !isTold(outputTokens)
}

/** 0 is a value; what is missing or not an amount keeps the estimate. */
function amountOr(value: number | undefined, estimate: number): number {
  return isTold(value) ? Math.min(Math.ceil(value), MOST_TOKENS) : estimate
}

function isTold(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value >= 0
}

/** Units of one quota that a request has used, before factors. */
export function usedUnits(quota: PolicyQuota, spent: Spent): number {
  switch (quota.unit) {
    case 'requests':
      return THOUSANDTHS
    case 'concurrency':
      return 1
    case 'tokens':
      return spent.inputTokens + spent.outputTokens
    case 'inputTokens':
      return spent.inputTokens
    case 'outputTokens':
      return spent.outputTokens
    case 'nanoUsd':
      return spent.nanoUsd
  }
}

/** Units that the counters are charged: used x factors, rounded up once over the whole request. */
export function chargedUnits({ quotas, weight }: Plan, spent: Spent, repeatFactor: number): number[] {
  const units = new Array<number>(quotas.length)
  for (let i = 0; i < quotas.length; i += 1) {
    const quota = quotas[i]
    const used = quota === undefined ? 0 : scaleUp(usedUnits(quota, spent), scaleOf(quota, weight, repeatFactor))
    units[i] = Math.min(MAX_AMOUNT, used)
  }
  return units
}

/** Units that a granted offer holds. */
export function holdUnits({ quotas, weight }: Plan, offer: Offer, { output, repeatFactor }: Granted): number[] {
  return chargesOf(offer, { quotas, weight, repeatFactor }, Math.min(offer.output.hold, output))
}

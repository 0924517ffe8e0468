import { type Charge, MAX_AMOUNT, type Offer, type Quota, STICKY_SHARE } from '@llm-limit/core'
import { ceilDiv, checkOffer, least } from './amounts.js'

const MOST = BigInt(MAX_AMOUNT)

/** What an offer is measured against; one number a quota, over all partitions. */
export interface Ask {
  readonly offers: readonly Offer[]
  readonly quotas: readonly Quota[]
  readonly used: readonly bigint[]
  /** Part of `used` that the asker may spend again: 0 for a reserve, hold - taken for a raise. May be negative. */
  readonly own: readonly bigint[]
  readonly scales: readonly bigint[]
  /** The rung that home remembers. */
  readonly rung: number
}

export interface Fit {
  /** Index of the offer. */
  readonly index: number
  readonly offer: Offer
  /** Granted tokens of answer. */
  readonly output: number
}

/** Rules 14 and 15, and rule 3 for the offers that are reached. */
export function firstFit(ask: Ask): Fit | undefined {
  for (let index = startOf(ask); index < ask.offers.length; index++) {
    const offer = at(ask.offers, index)
    checkOffer(offer)
    const output = outputOf(offer, ask)
    if (output !== undefined) return { index, offer, output: Number(output) }
  }
  return undefined
}

/** Rule 4. */
export function scaleOf(quota: Quota, weight: number, factor: number): bigint {
  return quota.scaled ? ceilDiv(BigInt(weight) * BigInt(factor), 1_000n) : 1_000n
}

/** Rules 3 and 4: what each quota is charged for `tokens` of answer. */
export function chargesOf(offer: Offer, scales: readonly bigint[], tokens: number): bigint[] {
  return offer.charges.map((charge, index) => least(MOST, chargeOf(charge, at(scales, index), BigInt(tokens))))
}

function chargeOf({ fixed, perOutputToken }: Charge, scale: bigint, tokens: bigint): bigint {
  return ceilDiv(scale * (BigInt(fixed) + BigInt(perOutputToken) * tokens), 1_000n)
}

function startOf({ offers, quotas, used, rung }: Ask): number {
  const sticky = quotas.some((quota, index) => quota.ladder && shareOfLimit(quota, at(used, index)) >= STICKY_SHARE)
  if (!sticky) return 0
  const start = offers.findIndex((offer) => offer.rung >= rung)
  return start < 0 ? offers.length - 1 : start
}

function shareOfLimit(quota: Quota, used: bigint): bigint {
  return quota.limit === 0 ? 1_000n : (used * 1_000n) / BigInt(quota.limit)
}

/** Tokens of answer that the offer leaves room for, undefined when it does not fit. */
function outputOf(offer: Offer, ask: Ask): bigint | undefined {
  let output = BigInt(offer.output.max)
  for (const [index, charge] of offer.charges.entries()) {
    if (!binds(at(ask.quotas, index), ask)) continue
    const room = BigInt(charge.cap) - at(ask.used, index) + at(ask.own, index)
    const scale = at(ask.scales, index)
    if (chargeOf(charge, scale, 0n) > room) return undefined
    output = least(output, mostTokens(charge, scale, room) ?? output)
  }
  return output >= BigInt(offer.output.min) ? output : undefined
}

function binds({ onlyWhile }: Quota, { quotas, used }: Ask): boolean {
  if (onlyWhile === undefined) return true
  return shareOfLimit(at(quotas, onlyWhile.quota), at(used, onlyWhile.quota)) >= onlyWhile.share
}

/** The most tokens with fixed + perOutputToken * tokens <= min(room * 1000 / scale, MAX_AMOUNT); undefined when tokens cost nothing. */
function mostTokens({ fixed, perOutputToken }: Charge, scale: bigint, room: bigint): bigint | undefined {
  if (perOutputToken === 0) return undefined
  return (least((room * 1_000n) / scale, MOST) - BigInt(fixed)) / BigInt(perOutputToken)
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new RangeError(`nothing at ${index}`)
  return value
}

import { amountAtShare, MAX_AMOUNT, scaleDown, scaleUp, shareOf, UNSCALED } from '../amounts.js'
import type { Quota } from './quota.js'
import { type Charge, type Offer, type Offers, type Partition, STICKY_SHARE } from './store.js'
import { validateOffer } from './validate.js'

/** All quotas of a call, partition after partition: the order of charges, holds and used amounts. */
export function quotasOf(partitions: readonly Partition[]): readonly Quota[] {
  const [home] = partitions
  return partitions.length === 1 && home !== undefined
    ? home.quotas
    : partitions.flatMap((partition) => partition.quotas)
}

type Scaled = Pick<Quota, 'scaled'>

/** Permille by which amounts of a quota are multiplied. */
export function scaleOf(quota: Scaled, weight: number, repeatFactor: number): number {
  if (!quota.scaled) return UNSCALED
  return repeatFactor === UNSCALED ? weight : Math.ceil((weight * repeatFactor) / 1000)
}

/** What an offer charges one quota for an answer of `tokens`; Infinity when it can never fit. */
export function chargeOf(charge: Charge, scale: number, tokens: number): number {
  const amount = charge.fixed + charge.perOutputToken * tokens
  const scaled = scaleUp(amount, scale)
  return amount > MAX_AMOUNT || scaled > MAX_AMOUNT ? Number.POSITIVE_INFINITY : scaled
}

/** Most tokens of answer whose charge is at most `room`; -1 when not even an empty answer fits. */
export function affordable(charge: Charge, scale: number, room: number): number {
  if (room < 0) return -1
  const units = scaleDown(room, scale) - charge.fixed
  if (units < 0) return -1
  return charge.perOutputToken === 0 ? Number.POSITIVE_INFINITY : Math.floor(units / charge.perOutputToken)
}

/** What offers are held against. */
export interface Ground {
  readonly quotas: readonly Quota[]
  readonly used: readonly number[]
  readonly weight: number
  readonly repeatFactor: number
  /** Units that the reservation itself adds to each room: of a raise, what it holds minus what of it is taken. */
  readonly own: readonly number[] | undefined
}

export interface Fit {
  readonly offer: Offer
  /** Into the offers. */
  readonly index: number
  /** Granted tokens of answer. */
  readonly output: number
}

/** The first offer that fits, from where evaluation starts. */
export function firstFit(offers: Offers, rung: number, ground: Ground): Fit | undefined {
  for (let index = firstOffer(offers, rung, ground); index < offers.length; index += 1) {
    const offer = offers.at(index)
    if (offer === undefined) return undefined
    validateOffer(offer)
    const output = grantOf(offer, ground)
    if (output >= 0) return { offer, index, output }
  }
  return undefined
}

/** Tokens of answer that an offer may give, or -1 when it does not fit. */
function grantOf(offer: Offer, ground: Ground): number {
  const { quotas, used, own, weight, repeatFactor } = ground
  let output = offer.output.max
  for (let i = 0; i < quotas.length; i += 1) {
    const quota = quotas[i]
    const charge = offer.charges[i]
    if (quota === undefined || charge === undefined || !binds(quota, ground)) continue
    const room = charge.cap - (used[i] ?? 0) + (own === undefined ? 0 : (own[i] ?? 0))
    const tokens = affordable(charge, scaleOf(quota, weight, repeatFactor), room)
    if (tokens < output) output = tokens
    if (output < offer.output.min) return -1
  }
  return output
}

/** Whether a quota counts now: one with `onlyWhile` does only while the named share is reached. */
export function binds(quota: Quota, { used, quotas }: Pick<Ground, 'used' | 'quotas'>): boolean {
  if (quota.onlyWhile === undefined) return true
  const { quota: index, share } = quota.onlyWhile
  return shareOf(used[index] ?? 0, quotas[index]?.limit ?? 0) >= share
}

/** Charged units of an offer for an answer of `tokens`, one a quota; of one that does not bind it may be more than fits anywhere. */
export function chargesOf(
  offer: Offer,
  { quotas, weight, repeatFactor }: Pick<Ground, 'weight' | 'repeatFactor'> & { readonly quotas: readonly Scaled[] },
  tokens: number,
): number[] {
  const charges = new Array<number>(quotas.length)
  for (let i = 0; i < quotas.length; i += 1) {
    const quota = quotas[i]
    const charge = offer.charges[i]
    const scale = quota === undefined ? UNSCALED : scaleOf(quota, weight, repeatFactor)
    charges[i] = charge === undefined ? 0 : Math.min(MAX_AMOUNT, chargeOf(charge, scale, tokens))
  }
  return charges
}

/** Index of the offer at which evaluation starts: that of the rung last granted while any ladder quota is nearly full, else the first. */
function firstOffer(offers: Offers, rung: number, ground: Ground): number {
  if (rung === 0 || !isNearlyFull(ground)) return 0
  let index = 0
  while (index < offers.length - 1 && (offers.at(index)?.rung ?? rung) < rung) index += 1
  return index
}

function isNearlyFull({ quotas, used }: Ground): boolean {
  return quotas.some((quota, i) => quota.ladder && (used[i] ?? 0) >= amountAtShare(quota.limit, STICKY_SHARE))
}

import { MAX_AMOUNT, type Offer, type Partition, type ReserveCall } from '@llm-limit/core'

/** What the model throws where a store throws core's error of the same name (rule 3). */
export class InvalidAmountError extends Error {
  override readonly name = 'InvalidAmountError'
}

export function checkAmounts(values: readonly number[]): void {
  for (const value of values) {
    if (isAmount(value)) continue
    throw new InvalidAmountError(`${value} is not an integer from 0 to 2^52 - 1`)
  }
}

function isAmount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_AMOUNT
}

/** Weights and repeat factors: at least 1. */
export function checkFactors(values: readonly number[]): void {
  checkAmounts(values)
  if (values.includes(0)) throw new InvalidAmountError('0 is not a factor')
}

export function checkReserve(call: ReserveCall): void {
  checkFactors([call.weight, ...(call.repeat?.factors ?? [])])
  checkAmounts([call.leaseMs, call.repeat?.fingerprint ?? 0, call.repeat?.windowMs ?? 0])
  checkLimits(call.partitions)
}

export function isSoundOffer(offer: Offer): boolean {
  return amountsOf(offer).every(isAmount)
}

export function checkOffer(offer: Offer): void {
  checkAmounts(amountsOf(offer))
}

function amountsOf({ charges, output }: Offer): number[] {
  return [
    output.min,
    output.max,
    output.hold,
    ...charges.flatMap((charge) => [charge.cap, charge.fixed, charge.perOutputToken]),
  ]
}

function checkLimits(partitions: readonly Partition[]): void {
  for (const { quotas } of partitions) checkAmounts(quotas.map((quota) => quota.limit))
}

export function ceilDiv(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor
}

export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

export function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

import { InvalidAmountError } from './errors.js'

/** Amounts stay below 2^52, so that a sum of two is exact. */
export const MAX_AMOUNT: number = 2 ** 52 - 1
/** Nothing is scaled. */
export const UNSCALED = 1000

export function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_AMOUNT && Math.floor(value) === value
}

export function assertAmount(what: string, value: unknown): void {
  if (!isAmount(value)) throw new InvalidAmountError(what, value)
}

/** A factor of 0 would make everything free, and no room enough to tell how much fits. */
export function assertFactor(what: string, value: unknown): void {
  if (!isAmount(value) || value < 1) throw new InvalidAmountError(what, value, 1)
}

/** floor(amount * permille / 1000), exact for every amount. */
export function permilleOf(amount: number, permille: number): number {
  return Math.floor(amount / 1000) * permille + Math.floor(((amount % 1000) * permille) / 1000)
}

/** ceil(amount * scale / 1000), exact while the result is an amount. */
export function scaleUp(amount: number, scale: number): number {
  if (scale === UNSCALED) return amount
  return Math.floor(amount / 1000) * scale + Math.ceil(((amount % 1000) * scale) / 1000)
}

/** Most units that scaleUp() brings to at most `amount`; capped at MAX_AMOUNT. */
export function scaleDown(amount: number, scale: number): number {
  if (scale === UNSCALED) return amount
  const whole = Math.floor(amount / scale) * 1000
  return Math.min(MAX_AMOUNT, whole + Math.floor(((amount % scale) * 1000) / scale))
}

/** Share of a limit in permille: floor(used * 1000 / limit), exact; a limit of 0 is always full. */
export function shareOf(used: number, limit: number): number {
  if (limit === 0) return 1000
  const rest = used % limit
  const whole = ((used - rest) / limit) * 1000
  return whole + (rest < 2 ** 43 ? Math.floor((rest * 1000) / limit) : permilleByDoubling(rest, limit))
}

/** Least amount of which the share of a limit is at least `share` permille; more than any use can be when there is none. */
export function amountAtShare(limit: number, share: number): number {
  if (limit === 0) return share <= 1000 ? 0 : 2 * MAX_AMOUNT
  return Math.min(2 * MAX_AMOUNT, scaleUp(limit, share))
}

/** floor(rest * 1000 / limit) for rest < limit < 2^52 without leaving 2^53. */
function permilleByDoubling(rest: number, limit: number): number {
  let quotient = 0
  let remainder = 0
  const reduce = (): void => {
    if (remainder < limit) return
    remainder -= limit
    quotient += 1
  }
  for (let bit = 512; bit >= 1; bit /= 2) {
    quotient *= 2
    remainder *= 2
    reduce()
    if ((1000 & bit) === 0) continue
    remainder += rest
    reduce()
  }
  return quotient
}

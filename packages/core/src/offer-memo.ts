import { type MeasuredCall, type OfferOptions, offersOf, type PricedOffer } from './offers.js'
import type { Plan } from './plan.js'
import type { Prices } from './prices.js'
import type { Offer } from './store.js'

/** The offers of a call, as priced and as data for the store. */
export interface Offers {
  readonly priced: readonly PricedOffer[]
  readonly data: readonly Offer[]
}

interface Remembered extends Offers {
  readonly call: MeasuredCall
}

/** Makes the offers of first calls; a plan whose calls look alike makes them once. */
export function offerMemo(
  prices: Prices | undefined,
  options: Pick<OfferOptions, 'worstCase'>,
): (plan: Plan, call: MeasuredCall) => Offers {
  const last = new Map<Plan, Remembered>()
  return (plan, call) => {
    const known = last.get(plan)
    if (known !== undefined && isSame(known.call, call)) return known
    const fallbackPrice = plan.expects.model === undefined ? undefined : prices?.priceOf(plan.expects.model)
    const priced = offersOf(plan, call, prices, { ...options, isFirst: true, fallbackPrice })
    const offers = { call, priced, data: priced.map(({ offer }) => offer) }
    if (call.servableBy === undefined) last.set(plan, offers)
    return offers
  }
}

function isSame(a: MeasuredCall, b: MeasuredCall): boolean {
  return (
    a.inputTokens === b.inputTokens &&
    a.cap === b.cap &&
    a.answers === b.answers &&
    a.asked === b.asked &&
    b.servableBy === undefined
  )
}

import type { PricedOffer } from './offers.js'
import { MAX_AMOUNT } from './store.js'

/** In shadow mode a last offer always fits: taking it means that the policy would have refused. */
export function shadowOffer(offers: readonly PricedOffer[]): PricedOffer | undefined {
  const last = offers[offers.length - 1]
  if (last === undefined) return undefined
  const charges = last.offer.charges.map((charge) => ({ ...charge, cap: MAX_AMOUNT }))
  return { ...last, offer: { ...last.offer, charges } }
}

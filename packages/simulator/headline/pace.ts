import type { Charge, Offer, Offers, Partition, Quota, Store } from '@llm-limit/core'

/** So much of a window's budget may be used at any time before it counts as burning too fast. */
const FREE_SHARE = 0.25

/**
 * Degrades by burn rate: the first rung may fill a calendar budget no faster than its period passes. Not in the engine: this stands
 * between it and the store, and lowers the cap of the first offer. Later rungs, and so refusals, stay as they are.
 */
export function paced(store: Store, now: () => number): Store {
  return {
    ...store,
    reserve: (call) => store.reserve({ ...call, offers: pacedOffers(call.offers, call.partitions, now()) }),
    raise: (reservation, call) =>
      store.raise(reservation, { ...call, offers: pacedOffers(call.offers, reservation.partitions, now()) }),
  }
}

function pacedOffers(offers: Offers, partitions: readonly Partition[], nowMs: number): Offers {
  return {
    length: offers.length,
    at: (index) => (index === 0 ? slowed(offers.at(0), partitions, nowMs) : offers.at(index)),
  }
}

function slowed(offer: Offer | undefined, partitions: readonly Partition[], nowMs: number): Offer | undefined {
  if (offer === undefined) return undefined
  const quotas = partitions.flatMap((partition) => partition.quotas)
  return { ...offer, charges: offer.charges.map((charge, i) => slowedCharge(charge, quotas[i], nowMs)) }
}

function slowedCharge(charge: Charge, quota: Quota | undefined, nowMs: number): Charge {
  if (quota?.ladder !== true || quota.aging.algorithm !== 'calendar') return charge
  const [, startMs, endMs] = quota.aging.boundaries
  const share = Math.max(FREE_SHARE, (nowMs - startMs) / (endMs - startMs))
  return { ...charge, cap: Math.min(charge.cap, Math.floor(quota.limit * share)) }
}

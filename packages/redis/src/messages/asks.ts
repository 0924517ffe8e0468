import type { Offer, Offers, RaiseCall, RenewCall, Reservation, ReserveCall, Settlement } from '@llm-limit/core'
import { idHash } from '@llm-limit/core/store-kit'
import { pushOffer } from './encode.js'

const NONE: readonly number[] = []

/** What lua/reserve.lua reads after the front of its list. */
export function pushReserve(list: number[], call: ReserveCall): void {
  const { id, isFresh, issuedAt, leaseMs, offers, weight, repeat } = call
  list.push(idHash(id), issuedAt, leaseMs, weight, isFresh === true ? 1 : 0, repeat === undefined ? 0 : 1)
  list.push(repeat?.fingerprint ?? 0, repeat?.windowMs ?? 0, repeat?.factors.length ?? 0, offers.length)
  for (const factor of repeat?.factors ?? NONE) list.push(factor)
  pushOffers(list, offers)
}

/** lua/raise.lua */
export function pushRaise(list: number[], { id, weight, repeatFactor }: Reservation, call: RaiseCall): void {
  const { offers } = call
  list.push(idHash(id), call.leaseMs, weight, repeatFactor, call.step, offers.length, ...call.taken)
  pushOffers(list, offers)
}

/** lua/renew.lua */
export function pushRenew(list: number[], { id }: Reservation, call: RenewCall): void {
  list.push(idHash(id), call.leaseMs, ...call.observed, ...call.hold)
}

/** lua/settle.lua */
export function pushSettle(list: number[], { id, fingerprint }: Reservation, settlement: Settlement): void {
  const { charges, estimated, failed } = settlement
  list.push(idHash(id), estimated ? 1 : 0, failed ? 1 : 0, fingerprint === undefined ? 0 : 1, fingerprint ?? 0)
  list.push(...charges)
}

function pushOffers(list: number[], offers: Offers): void {
  for (let i = 0; i < offers.length; i += 1) pushOffer(list, offerAt(offers, i))
}

export function offerAt(offers: Offers, index: number): Offer {
  const offer = offers.at(index)
  if (offer === undefined) throw new RangeError(`Of ${offers.length} offers there is no offer ${index}.`)
  return offer
}

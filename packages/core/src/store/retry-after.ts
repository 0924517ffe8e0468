import { scaleUp, UNSCALED } from '../amounts.js'
import { fallsTo, nextEnd } from './falls-to.js'
import { chargeOf, quotasOf, scaleOf } from './fit.js'
import type { Quota } from './quota.js'
import { type Offer, type Offers, offerList, type Partition, type Refused } from './store.js'

const NEVER = Number.POSITIVE_INFINITY
/** 35,000 years: a wait of that or more is told as Infinity. */
const FOREVER_MS = 2 ** 50

/** What was refused: a reserve, or a raise with what its own reservation contributes to each room. */
export interface RefusedCall {
  readonly partitions: readonly Partition[]
  readonly offers: Offers
  readonly weight: number
  /** Least factor the call could have once its repeats are forgotten; permille. */
  readonly firstFactor?: number | undefined
  /** Units added to the room of each quota. */
  readonly own?: readonly number[] | undefined
}

/**
 * First moment at which any offer would pass when nothing else happens, as ms from the refusal; refused one ms earlier.
 * @returns Infinity when it can never pass.
 */
export function retryAfterMs(call: RefusedCall, reply: Refused): number {
  const waitMs = (reply.reason === 'leases' ? leaseEndsAt(reply) : passesAt(call, reply)) - reply.now
  return waitMs < FOREVER_MS ? waitMs : NEVER
}

function leaseEndsAt({ records: [home] }: Refused): number {
  return home === undefined ? NEVER : nextEnd(home)
}

/** With the factor of the repeat, or with the first one as soon as the repeats are forgotten. */
function passesAt(call: RefusedCall, reply: Refused): number {
  const asRepeat = passesWith(call, reply, reply.repeatFactor)
  if (reply.repeatUntil === 0) return asRepeat
  return Math.min(asRepeat, Math.max(reply.repeatUntil, passesWith(call, reply, call.firstFactor ?? UNSCALED)))
}

function passesWith(call: RefusedCall, reply: Refused, repeatFactor: number): number {
  const quotas = quotasOf(call.partitions)
  const times = offerList(call.offers).map((offer) =>
    quotas.reduce((latest, quota, i) => {
      const room = roomFor(call, offer, quota, i, repeatFactor)
      return Math.max(latest, Math.min(usedFallsTo(call, reply, i, room), stopsBinding(call, reply, quota)))
    }, reply.now),
  )
  return Math.min(...times)
}

/** What may be used of a quota when the shortest answer of an offer is to fit. */
function roomFor(call: RefusedCall, offer: Offer, quota: Quota, index: number, repeatFactor: number): number {
  const charge = offer.charges[index]
  if (charge === undefined) return NEVER
  return (
    charge.cap +
    (call.own?.[index] ?? 0) -
    chargeOf(charge, scaleOf(quota, call.weight, repeatFactor), offer.output.min)
  )
}

/** When the share of the quota that it depends on falls below the stated one. */
function stopsBinding(call: RefusedCall, reply: Refused, { onlyWhile }: Quota): number {
  if (onlyWhile === undefined) return NEVER
  const limit = quotasOf(call.partitions)[onlyWhile.quota]?.limit ?? 0
  if (limit === 0) return onlyWhile.share > 1000 ? reply.now : NEVER
  return usedFallsTo(call, reply, onlyWhile.quota, scaleUp(limit, onlyWhile.share) - 1)
}

function usedFallsTo({ partitions }: RefusedCall, { records, now }: Refused, index: number, room: number): number {
  let slot = index
  for (let p = 0; p < partitions.length; p += 1) {
    const quotas = partitions[p]?.quotas ?? []
    const [record, quota] = [records[p], quotas[slot]]
    if (quota !== undefined) return record === undefined ? NEVER : fallsTo(record, slot, quota.aging, room, now)
    slot -= quotas.length
  }
  return NEVER
}

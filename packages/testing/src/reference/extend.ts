import {
  MAX_AMOUNT,
  MAX_STEPS,
  offerList,
  type RaiseCall,
  type RenewCall,
  type RenewReply,
  type Reservation,
} from '@llm-limit/core'
import { checkAmounts, checkFactors, least, most } from './amounts.js'
import { chargesOf, type Fit, firstFit, scaleOf } from './fit.js'
import { openLease, replaceLease, sharesOf } from './lease-moves.js'
import { belongs, counterOf, type Grant, type Lease, type Share, shareOf } from './reference-record.js'
import { granted, grantOf, type ReferenceReply } from './replies.js'
import { leaseEnd } from './reserve.js'
import { commit, openView, outsidePeriods, type Place, usedIn, type View, type World } from './view.js'

/** Rules 17 and 18. */
export function raise(world: World, reservation: Reservation, call: RaiseCall, clock: number): ReferenceReply {
  checkFactors([reservation.weight, reservation.repeatFactor])
  checkAmounts([call.step, call.leaseMs, ...call.taken])
  const view = openView(world, reservation.partitions, clock, 'kept')
  if (outsidePeriods(view)) return { kind: 'period', now: view.now }
  const lease = openLease(view.home, reservation.id)
  if (lease === undefined) return { kind: 'closed', now: view.now }
  const { repeatFactor } = reservation
  const again = lease.grants.find((grant) => grant.step === call.step)
  if (again !== undefined) return granted(view, { ...lease, repeatFactor }, again)
  if (call.step < oldestRaise(lease)) return { kind: 'closed', now: view.now }
  const fit = fitRaise(view, lease, reservation, call)
  if (fit === undefined) return { kind: 'refused', now: view.now, reason: 'quota', repeatFactor, repeatUntil: 0 }
  const grant = grantOf(call.step, fit)
  const end = Math.max(lease.end, leaseEnd(view.now, call.leaseMs))
  const shares = sharesOf(view, lease.shares, raisedHolds(view, lease, reservation, call, fit), observedIn(view, lease))
  const next = { ...lease, end, shares, grants: remembered(lease.grants, grant) }
  replaceLease(view, lease, next)
  view.home.rung = fit.offer.rung
  commit(world, view)
  return granted(view, { ...next, repeatFactor }, grant)
}

/** Rule 19. */
export function renew(world: World, reservation: Reservation, call: RenewCall, clock: number): RenewReply {
  checkAmounts([call.leaseMs, ...call.observed, ...call.hold])
  const view = openView(world, reservation.partitions, clock, 'kept')
  const lease = openLease(view.home, reservation.id)
  if (lease === undefined) return { kind: 'closed', now: view.now }
  const observed = observedIn(view, lease).map((before, index) => most(before, BigInt(call.observed[index] ?? 0)))
  const holds = view.places.map((place, index) =>
    [heldNow(place, lease), observed[index] ?? 0n, BigInt(call.hold[index] ?? 0)].reduce(most),
  )
  const end = Math.max(lease.end, leaseEnd(view.now, call.leaseMs))
  replaceLease(view, lease, { ...lease, end, shares: sharesOf(view, lease.shares, holds, observed) })
  commit(world, view)
  return { kind: 'renewed', now: view.now, end, used: usedIn(view).map(Number) }
}

/** Step 0 stays, and the newest raises. */
function remembered([first, ...raises]: readonly Grant[], grant: Grant): Grant[] {
  const newest = [...raises, grant].toSorted((a, b) => a.step - b.step).slice(-MAX_STEPS)
  return first === undefined ? newest : [first, ...newest]
}

function oldestRaise({ grants }: Lease): number {
  return grants[1]?.step ?? 0
}

function fitRaise(view: View, lease: Lease, reservation: Reservation, call: RaiseCall): Fit | undefined {
  const quotas = view.places.map((place) => place.quota)
  const own = view.places.map((place, index) => heldNow(place, lease) - BigInt(call.taken[index] ?? 0))
  const scales = scalesOf(view, reservation)
  return firstFit({ offers: offerList(call.offers), quotas, used: usedIn(view), own, scales, rung: view.home.rung })
}

function raisedHolds(
  view: View,
  lease: Lease,
  reservation: Reservation,
  call: RaiseCall,
  { offer, output }: Fit,
): bigint[] {
  const charges = chargesOf(offer, scalesOf(view, reservation), Math.min(offer.output.hold, output))
  return view.places.map((place, index) => {
    const needed = BigInt(call.taken[index] ?? 0) + (charges[index] ?? 0n)
    return most(shareIn(place, lease).hold, least(needed, BigInt(MAX_AMOUNT)))
  })
}

function scalesOf({ places }: View, { weight, repeatFactor }: Reservation): bigint[] {
  return places.map(({ quota }) => scaleOf(quota, weight, repeatFactor))
}

/** The part of `used` that is this lease's: nothing of a calendar period that is over, nor of a counter that is gone. */
function heldNow(place: Place, lease: Lease): bigint {
  if (place.isGone) return 0n
  const share = shareIn(place, lease)
  return belongs(share, counterOf(place.record, place.quota.counter)) ? share.hold : 0n
}

function observedIn({ places }: View, lease: Lease): bigint[] {
  return places.map((place) => shareIn(place, lease).observed)
}

function shareIn({ record, quota }: Place, lease: Lease): Share {
  return shareOf(lease.shares, record.key, quota.counter)
}

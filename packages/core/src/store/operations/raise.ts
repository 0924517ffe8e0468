import { MAX_AMOUNT } from '../../amounts.js'
import { isOver } from '../algorithms/calendar.js'
import { chargesOf, firstFit, type Ground, quotasOf } from '../fit.js'
import { inPeriod, openLease } from '../leases.js'
import { header, type Lease, type PartitionRecord, RUNG } from '../record.js'
import { type Granted, MAX_STEPS, type Offer, type RaiseCall, type Reservation } from '../store.js'
import { moveLease } from './move-lease.js'
import { type Decided, grantedBefore } from './reserve.js'
import { beginWriting, eachSlot, isOutsidePeriods, leaseEnd, usedOf, type View } from './view.js'

type Grant = Pick<Granted, 'offer' | 'rung' | 'output'>

/** Numbers of one remembered raise. */
const WIDTH = 4

/** Decides a raise on a view and, when it is granted, writes it. Rules 17 and 18 of docs/reference/store.md. */
export function raiseIn(view: View, home: PartitionRecord, reservation: Reservation, call: RaiseCall): Decided {
  const { now } = view
  const { id, partitions, repeatFactor } = reservation
  if (isOutsidePeriods(quotasOf(partitions), now)) return { kind: 'period', now }
  const lease = openLease(home, id)
  if (lease === undefined) return { kind: 'closed', now }
  const known = rememberedStep(lease, call.step)
  if (known !== undefined) return grantedBefore(view, partitions, { repeatFactor, end: lease.end }, known)
  if (call.step < (lease.raises[0] ?? 0)) return { kind: 'closed', now }

  const ground = groundOf(view, reservation, call, lease)
  const fit = firstFit(call.offers, header(home, RUNG), ground)
  if (fit === undefined) return { kind: 'refused', now, reason: 'quota', repeatFactor, repeatUntil: 0 }
  const { offer, index, output } = fit
  beginWriting(view)
  hold(view, partitions, call, ground, lease, offer, output)
  const grant = { offer: index, rung: offer.rung, output }
  lease.raises = withStep(lease.raises, call.step, grant)
  home.state[RUNG] = offer.rung
  return grantedBefore(view, partitions, { repeatFactor, end: lease.end }, grant)
}

function rememberedStep(lease: Lease, step: number): Grant | undefined {
  const { raises } = lease
  if (step === 0) return lease
  for (let i = 0; i < raises.length; i += WIDTH) {
    if (raises[i] !== step) continue
    const [offer = 0, rung = 0, output = 0] = raises.slice(i + 1, i + WIDTH)
    return { offer, rung, output }
  }
  return undefined
}

/** In the order of the steps, whenever they came: a step below the first was forgotten or can never be granted. */
function withStep(raises: readonly number[], step: number, { offer, rung, output }: Grant): number[] {
  let at = raises.length
  while (at > 0 && (raises[at - WIDTH] ?? 0) > step) at -= WIDTH
  return [...raises.slice(0, at), step, offer, rung, output, ...raises.slice(at)].slice(-WIDTH * MAX_STEPS)
}

/** A raise stands on what the others use: its own hold makes room, what is taken of it does not. */
function groundOf(
  view: View,
  { partitions, weight, repeatFactor }: Reservation,
  call: RaiseCall,
  lease: Lease,
): Ground {
  const own: number[] = []
  eachSlot(view.records, partitions, (record, slot, quota, i) => {
    const { aging } = quota
    const isPast = aging.algorithm === 'calendar' && slot >= 0 && isOver(record, slot, aging.boundaries, view.now)
    const held = slot >= 0 && !isPast && inPeriod(record, slot, quota, lease, i) ? (lease.hold[i] ?? 0) : 0
    own.push(held - (call.taken[i] ?? 0))
  })
  return { quotas: quotasOf(partitions), used: usedOf(view, partitions), weight, repeatFactor, own }
}

function hold(
  view: View,
  partitions: Reservation['partitions'],
  call: RaiseCall,
  ground: Ground,
  lease: Lease,
  offer: Offer,
  output: number,
): void {
  const charges = chargesOf(offer, ground, Math.min(offer.output.hold, output))
  const raised = lease.hold.map((held, i) => {
    const needed = Math.min(MAX_AMOUNT, (call.taken[i] ?? 0) + (charges[i] ?? 0))
    return Math.max(held, needed)
  })
  moveLease(view, partitions, lease, {
    hold: raised,
    observed: lease.observed,
    end: leaseEnd(view.now, call.leaseMs),
  })
}

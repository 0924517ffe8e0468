import { rollCalendar } from '../algorithms/calendar.js'
import { addHeld } from '../algorithms/counter.js'
import { chargesOf, firstOffer, type Ground, grantOf, quotasOf } from '../fit.js'
import { inPeriod, openLease } from '../leases.js'
import { header, type Lease, type PartitionRecord, RUNG } from '../record.js'
import { type Granted, MAX_STEPS, type Offer, type RaiseCall, type Reservation } from '../store.js'
import { type Decided, grantedBefore } from './reserve.js'
import { eachSlot, isOutsidePeriods, leaseEnd, stamp, turnWheels, usedOf, type View } from './view.js'

const WIDTH = 4

/** Decides a raise on a view and, when it is granted, writes it. Rules 17 and 18 of docs/reference/store.md. */
export function raiseIn(view: View, home: PartitionRecord, reservation: Reservation, call: RaiseCall): Decided {
  const { now } = view
  if (isOutsidePeriods(quotasOf(reservation.partitions), now)) return { kind: 'period', now }
  const lease = openLease(home, reservation.id)
  if (lease === undefined) return { kind: 'closed', now }
  const known = rememberedStep(lease, call.step)
  if (known !== undefined) return grantedBefore(view, reservation.partitions, lease, known)
  if (call.step < (lease.raises[0] ?? 0)) return { kind: 'closed', now }

  const ground = groundOf(view, reservation, call, lease)
  for (let i = firstOffer(call.offers, header(home, RUNG), ground); i < call.offers.length; i += 1) {
    const offer = call.offers[i]
    const output = offer === undefined ? -1 : grantOf(offer, ground)
    if (offer !== undefined && output >= 0) return take(view, home, reservation, call, ground, lease, offer, i, output)
  }
  return { kind: 'refused', now, reason: 'quota', repeatFactor: lease.repeatFactor, repeatUntil: 0 }
}

function rememberedStep({ raises }: Lease, step: number): Pick<Granted, 'offer' | 'rung' | 'output'> | undefined {
  for (let i = 0; i < raises.length; i += WIDTH) {
    if (raises[i] !== step) continue
    const [offer = 0, rung = 0, output = 0] = raises.slice(i + 1, i + WIDTH)
    return { offer, rung, output }
  }
  return undefined
}

/** A raise stands on what the others use: its own hold makes room, what it has taken of it does not. */
function groundOf(view: View, reservation: Reservation, call: RaiseCall, lease: Lease): Ground {
  const { partitions, weight } = reservation
  const own: number[] = []
  eachSlot(view, partitions, (record, slot, quota, i) => {
    const held = slot >= 0 && inPeriod(record, slot, quota, lease, i) ? (lease.hold[i] ?? 0) : 0
    own.push(held - (call.taken[i] ?? 0))
  })
  return { quotas: quotasOf(partitions), used: usedOf(view, partitions), weight, repeatFactor: lease.repeatFactor, own }
}

function take(
  view: View,
  home: PartitionRecord,
  { partitions }: Reservation,
  call: RaiseCall,
  ground: Ground,
  lease: Lease,
  offer: Offer,
  index: number,
  output: number,
): Granted {
  const { now } = view
  const charges = chargesOf(offer, ground, Math.min(offer.output.hold, output))
  const before = lease.hold
  turnWheels(view, partitions, lease, -1)
  lease.hold = before.map((held, i) => Math.max(held, (call.taken[i] ?? 0) + (charges[i] ?? 0)))
  lease.end = Math.max(lease.end, leaseEnd(now, call.leaseMs))
  lease.raises = [...lease.raises, call.step, index, offer.rung, output].slice(-WIDTH * MAX_STEPS)
  eachSlot(view, partitions, (record, slot, quota, i) => {
    if (slot < 0) return
    if (quota.aging.algorithm === 'calendar') rollCalendar(record, slot, quota.aging.boundaries, now)
    if (inPeriod(record, slot, quota, lease, i)) addHeld(record, slot, (lease.hold[i] ?? 0) - (before[i] ?? 0))
  })
  turnWheels(view, partitions, lease, 1)
  home.state[RUNG] = offer.rung
  stamp(view)
  return grantedBefore(view, partitions, lease, { offer: index, rung: offer.rung, output })
}

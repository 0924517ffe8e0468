import { rollCalendar } from '../algorithms/calendar.js'
import { addHeld } from '../algorithms/counter.js'
import { chargesOf, firstOffer, type Ground, grantOf, quotasOf, repeatFactorOf, repeatUntilOf } from '../fit.js'
import { dropMarks, idHash, isMarked, keepOpen, openLease } from '../leases.js'
import { FLOOR, header, type Lease, type PartitionRecord, RUNG, read, SINCE } from '../record.js'
import { countRepeat } from '../repeats.js'
import {
  type Granted,
  ID_TTL_MS,
  MAX_LEASES,
  type Offer,
  type Partition,
  type ReserveCall,
  type ReserveReply,
} from '../store.js'
import { isOutsidePeriods, leaseEnd, stamp, turnWheels, usedOf, type View } from './view.js'

/** A refusal before the store adds the records that explain it. */
export type Decided =
  | Exclude<ReserveReply, { kind: 'refused' }>
  | Omit<Extract<ReserveReply, { kind: 'refused' }>, 'records'>

/** Decides a reserve on a view and, when it is granted, writes it. Rules 11 to 16 of docs/reference/store.md. */
export function reserveIn(view: View, home: PartitionRecord, call: ReserveCall): Decided {
  const { now } = view
  const quotas = quotasOf(call.partitions)
  if (isOutsidePeriods(quotas, now)) return { kind: 'period', now }
  const open = openLease(home, call.id)
  if (open !== undefined) return grantedBefore(view, call.partitions, open, open)
  const hash = idHash(call.id)
  if (isClosed(home, call, hash, now)) return { kind: 'closed', now }

  const repeatFactor = repeatFactorOf(home.repeats, call.repeat, now)
  const ground = { quotas, used: usedOf(view, call.partitions), weight: call.weight, repeatFactor, own: undefined }
  if (home.leases.length < MAX_LEASES) {
    for (let i = firstOffer(call.offers, header(home, RUNG), ground); i < call.offers.length; i += 1) {
      const offer = call.offers[i]
      const output = offer === undefined ? -1 : grantOf(offer, ground)
      if (offer !== undefined && output >= 0) return admit(view, home, call, hash, ground, offer, i, output)
    }
  }
  const reason = home.leases.length < MAX_LEASES ? 'quota' : 'leases'
  return { kind: 'refused', now, reason, repeatFactor, repeatUntil: repeatUntilOf(home.repeats, call.repeat, now) }
}

function isClosed(home: PartitionRecord, call: ReserveCall, hash: number, now: number): boolean {
  if (call.issuedAt < now - ID_TTL_MS || call.issuedAt < header(home, FLOOR) || isMarked(home, hash, now)) return true
  for (const lease of home.late) if (lease.id === call.id) return true
  return false
}

function admit(
  view: View,
  home: PartitionRecord,
  call: ReserveCall,
  hash: number,
  ground: Ground & { readonly used: number[] },
  offer: Offer,
  index: number,
  output: number,
): Granted {
  const { now } = view
  const { repeatFactor } = ground
  const hold = chargesOf(offer, ground, Math.min(offer.output.hold, output))
  const lease: Lease = {
    id: call.id,
    hash,
    end: leaseEnd(now, call.leaseMs),
    status: 'open',
    offer: index,
    rung: offer.rung,
    output,
    raises: NONE,
    repeatFactor,
    quotas: call.partitions[0]?.quotas ?? NONE,
    hold,
    observed: NONE,
    period: openPeriods(view, call.partitions, hold),
  }
  dropMarks(home, now)
  if (call.repeat !== undefined) countRepeat(home, call.repeat, now)
  keepOpen(home, lease)
  home.state[RUNG] = offer.rung
  turnWheels(view, call.partitions, lease, 1)
  stamp(view)
  const used = ground.used
  for (let i = 0; i < used.length; i += 1) used[i] = (used[i] ?? 0) + (hold[i] ?? 0)
  return { kind: 'granted', now, offer: index, rung: offer.rung, output, repeatFactor, end: lease.end, used }
}

const NONE: readonly never[] = []

/** Holds the amounts in the periods of now; returns the start of each. */
function openPeriods(view: View, partitions: readonly Partition[], hold: readonly number[]): number[] {
  const period: number[] = []
  for (let p = 0; p < partitions.length; p += 1) {
    const quotas = partitions[p]?.quotas ?? NONE
    const record = view.records[p]
    for (let slot = 0; slot < quotas.length && record !== undefined; slot += 1) {
      const aging = quotas[slot]?.aging
      const isCalendar = aging?.algorithm === 'calendar'
      if (isCalendar) rollCalendar(record, slot, aging.boundaries, view.now)
      addHeld(record, slot, hold[period.length] ?? 0)
      period.push(isCalendar ? read(record, slot, SINCE) : 0)
    }
  }
  return period
}

/** The grant of a lease again, or of one of its raises, with amounts as they are now. */
export function grantedBefore(
  view: View,
  partitions: readonly Partition[],
  { repeatFactor, end }: Lease,
  { offer, rung, output }: Pick<Granted, 'offer' | 'rung' | 'output'>,
): Granted {
  return { kind: 'granted', now: view.now, offer, rung, output, repeatFactor, end, used: usedOf(view, partitions) }
}

import { addHeld } from '../algorithms/counter.js'
import { chargesOf, type Fit, firstFit, type Ground, quotasOf, repeatFactorOf, repeatUntilOf } from '../fit.js'
import { keepOpen, openLease } from '../leases.js'
import { idHash, isMarked } from '../marks.js'
import { FLOOR, header, type Lease, type PartitionRecord, RUNG, read, SINCE } from '../record.js'
import { countRepeat } from '../repeats.js'
import { type Granted, ID_TTL_MS, MAX_LEASES, type Partition, type ReserveCall, type ReserveReply } from '../store.js'
import { turnWheels } from '../wheel.js'
import { beginWriting, isOutsidePeriods, leaseEnd, usedOf, type View } from './view.js'

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
    const fit = firstFit(call.offers, header(home, RUNG), ground)
    if (fit !== undefined) return admit(view, home, call, hash, ground, fit)
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
  { offer, index, output }: Fit,
): Granted {
  const { now } = view
  const { repeatFactor } = ground
  beginWriting(view)
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
    period: periodsOf(view),
  }
  if (call.repeat !== undefined) countRepeat(home, call.repeat, now)
  keepOpen(home, lease)
  home.state[RUNG] = offer.rung
  for (let slot = 0; slot < lease.quotas.length; slot += 1) addHeld(home, slot, hold[slot] ?? 0)
  turnWheels(view.records, call.partitions, lease, 1)
  const used = ground.used
  for (let i = 0; i < used.length; i += 1) used[i] = (used[i] ?? 0) + (hold[i] ?? 0)
  return { kind: 'granted', now, offer: index, rung: offer.rung, output, repeatFactor, end: lease.end, used }
}

const NONE: readonly never[] = []

/** Where each calendar quota of the call stands; 0 for the others. */
function periodsOf({ records }: View): number[] {
  const period: number[] = []
  for (const record of records) {
    for (let slot = 0; slot < record.quotas.length; slot += 1) {
      const isCalendar = record.quotas[slot]?.aging.algorithm === 'calendar'
      period.push(isCalendar ? read(record, slot, SINCE) : 0)
    }
  }
  return period
}

/** The grant of a lease again, or of one of its raises, with amounts as they are now. */
export function grantedBefore(
  view: View,
  partitions: readonly Partition[],
  { repeatFactor, end }: Pick<Lease, 'repeatFactor' | 'end'>,
  { offer, rung, output }: Pick<Granted, 'offer' | 'rung' | 'output'>,
): Granted {
  return { kind: 'granted', now: view.now, offer, rung, output, repeatFactor, end, used: usedOf(view, partitions) }
}

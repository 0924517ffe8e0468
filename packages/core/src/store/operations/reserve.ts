import { addHeld } from '../algorithms/counter.js'
import { chargesOf, type Fit, firstFit, type Ground, quotasOf } from '../fit.js'
import { keepOpen, openLease } from '../leases.js'
import { idHash, isMarked } from '../marks.js'
import { FLOOR, header, type Lease, type PartitionRecord, RUNG, read, SINCE } from '../record.js'
import { countRepeat, repeatFactorOf, repeatUntilOf } from '../repeats.js'
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
  if (call.isFresh !== true || !view.isLocal) {
    const open = openLease(home, call.id)
    if (open !== undefined) return grantedBefore(view, call.partitions, open, open)
    if (isClosed(home, call, now)) return { kind: 'closed', now }
  }
  const { partitions, offers, weight, repeat } = call
  const repeatFactor = repeatFactorOf(home.repeats, repeat, now)
  const ground = { quotas, used: usedOf(view, partitions), weight, repeatFactor, own: undefined }
  const hasPlace = home.leases.length < MAX_LEASES
  const fit = hasPlace ? firstFit(offers, header(home, RUNG), ground) : undefined
  if (fit !== undefined) return admit(view, home, call, ground, fit)
  const repeatUntil = repeatUntilOf(home.repeats, repeat, now)
  return { kind: 'refused', now, reason: hasPlace ? 'quota' : 'leases', repeatFactor, repeatUntil }
}

function isClosed(home: PartitionRecord, { id, issuedAt }: ReserveCall, now: number): boolean {
  if (issuedAt < now - ID_TTL_MS || issuedAt < header(home, FLOOR) || isMarked(home, idHash(id), now)) return true
  for (const lease of home.late) if (lease.id === id) return true
  return false
}

function admit(
  view: View,
  home: PartitionRecord,
  { id, isFresh = false, leaseMs, partitions, repeat }: ReserveCall,
  ground: Ground & { readonly used: number[] },
  { offer, index, output }: Fit,
): Granted {
  const { now } = view
  const { rung } = offer
  const { repeatFactor, used } = ground
  beginWriting(view)
  const hold = chargesOf(offer, ground, Math.min(offer.output.hold, output))
  const end = leaseEnd(now, leaseMs)
  const quotas = partitions[0]?.quotas ?? NONE
  const lease: Lease = {
    id,
    isFresh,
    end,
    status: 'open',
    offer: index,
    rung,
    output,
    raises: NONE,
    repeatFactor,
    quotas,
    hold,
    observed: NONE,
    period: periodsOf(view, used.length),
  }
  if (repeat !== undefined) countRepeat(home, repeat, now)
  keepOpen(home, lease)
  home.state[RUNG] = rung
  for (let slot = 0; slot < quotas.length; slot += 1) addHeld(home, slot, hold[slot] ?? 0)
  if (partitions.length > 1) turnWheels(view.records, partitions, lease, 1)
  for (let i = 0; i < used.length; i += 1) used[i] = (used[i] ?? 0) + (hold[i] ?? 0)
  return { kind: 'granted', now, offer: index, rung, output, repeatFactor, end, used }
}

const NONE: readonly never[] = []

/** Start of the period that each calendar counter of the call counts; 0 for the others. */
function periodsOf({ records }: View, count: number): number[] {
  const period = new Array<number>(count)
  let index = 0
  for (let p = 0; p < records.length; p += 1) {
    const record = records[p]
    if (record === undefined) continue
    for (let slot = 0; slot < record.quotas.length; slot += 1, index += 1)
      period[index] = record.quotas[slot]?.aging.algorithm === 'calendar' ? read(record, slot, SINCE) : 0
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

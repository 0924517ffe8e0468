import { type Granted, MAX_STEPS, type RaiseCall, type Reservation, type ReserveReply } from '@llm-limit/core'
import { holdOf } from './charges.js'
import { type Entry, held, nothing } from './entry.js'
import { aboveCap, differentKind, differentTime, differentUse } from './findings.js'
import { openLease } from './ids.js'
import type { Books } from './ledger-books.js'
import { belongs, type LedgerLease } from './ledger-record.js'
import { beginWriting, isOutsidePeriods, type LedgerView, leaseEnd, lookOf, replace, usedOf, viewOf } from './view.js'

/** Rules 17 and 18; which offer fits, the store says. */
export function raise(
  books: Books,
  reservation: Reservation,
  call: RaiseCall,
  clock: number,
  reply: ReserveReply,
): Entry {
  const view = viewOf(books.records, reservation.partitions, clock)
  const lease = openLease(view, reservation.id)
  const isAgain = lease?.steps.includes(call.step) === true
  const isForgotten = lease !== undefined && call.step < (lease.steps[1] ?? 0)
  const expected = isOutsidePeriods(view) ? 'period' : lease === undefined || isForgotten ? 'closed' : undefined
  const finding = differentTime(view, reply) ?? differentKind(reply, expected, !isAgain)
  if (finding !== undefined || reply.kind !== 'granted' || lease === undefined) return nothing(finding)
  if (isAgain) return nothing(differentUse(usedOf(lookOf(view)), reply, lease.end))
  beginWriting(books.records, view)
  return widen(view, lease, reservation, call, reply)
}

function widen(
  view: LedgerView,
  lease: LedgerLease,
  { id, weight }: Reservation,
  call: RaiseCall,
  reply: Granted,
): Entry {
  const offer = call.offers.at(reply.offer)
  if (offer === undefined) return nothing({ invariant: 'I1', what: `${id} was granted no offer` })
  const used = usedOf(view)
  const own = heldBy(view, lease)
  const needed = holdOf(view, offer, weight, reply).map((units, i) => units + (call.taken[i] ?? 0))
  const asked = used.map((units, i) => units - (own[i] ?? 0) + (needed[i] ?? 0))
  const isAbove = aboveCap(view, offer, used, asked)
  const hold = lease.hold.map((units, i) => Math.max(units, needed[i] ?? 0))
  replace(view, lease, { hold, observed: lease.observed, end: leaseEnd(view.now, call.leaseMs) })
  lease.steps = [...lease.steps, call.step].sort((a, b) => a - b)
  if (lease.steps.length > MAX_STEPS + 1) lease.steps.splice(1, 1)
  return held(lease, isAbove ?? differentUse(usedOf(view), reply, lease.end))
}

/** Where the period of a calendar is over, it holds nothing. */
function heldBy({ places }: LedgerView, { hold, periods }: LedgerLease): number[] {
  return places.map(({ record, quotas, slot }, i) => (belongs(record, quotas, slot, periods[i]) ? (hold[i] ?? 0) : 0))
}

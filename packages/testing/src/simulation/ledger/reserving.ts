import type { Granted, RenewCall, RenewReply, Reservation, ReserveCall, ReserveReply } from '@llm-limit/core'
import { countRepeat, factorOf, holdOf } from './charges.js'
import { type Entry, excessOf, held, nothing } from './entry.js'
import { aboveCap, differentKind, differentTime, differentUse, refusedInVain } from './findings.js'
import { isClosed, openLease } from './ids.js'
import type { Books } from './ledger-books.js'
import type { LedgerLease } from './ledger-record.js'
import {
  beginWriting,
  isOutsidePeriods,
  type LedgerView,
  leaseEnd,
  lookOf,
  periodsOf,
  replace,
  turn,
  usedOf,
  viewOf,
} from './view.js'

/** Rules 11 to 16; which offer fits, the store says. */
export function reserve(books: Books, call: ReserveCall, clock: number, reply: ReserveReply): Entry {
  const view = viewOf(books.records, call.partitions, clock)
  const open = openLease(view, call.id)
  const finding = differentTime(view, reply) ?? differentKind(reply, expectedOf(view, call, open), open === undefined)
  if (finding !== undefined) return nothing(finding)
  if (reply.kind === 'refused' && reply.reason === 'quota') return nothing(refusedInVain(view, call))
  if (reply.kind !== 'granted') return nothing(undefined)
  if (open !== undefined) return nothing(differentUse(usedOf(lookOf(view)), reply, open.end))
  return admit(books, view, call, reply)
}

function expectedOf(view: LedgerView, call: ReserveCall, open: LedgerLease | undefined): string | undefined {
  if (isOutsidePeriods(view)) return 'period'
  return open === undefined && isClosed(view, call) ? 'closed' : undefined
}

function admit(books: Books, view: LedgerView, call: ReserveCall, reply: Granted): Entry {
  beginWriting(books.records, view)
  const { id, weight, repeat, leaseMs } = call
  const factor = factorOf(view.home, repeat, view.now)
  const offer = call.offers.at(reply.offer)
  if (offer === undefined || reply.repeatFactor !== factor)
    return nothing({ invariant: 'I15', what: `${id} has factor ${reply.repeatFactor}, not ${factor}` })
  const used = usedOf(view)
  const hold = holdOf(view, offer, weight, reply)
  const observed = hold.map(() => 0)
  const lease = { id, end: leaseEnd(view.now, leaseMs), hold, observed, periods: periodsOf(view), steps: [0] }
  if (repeat !== undefined) countRepeat(view.home, repeat, view.now)
  view.home.leases.push(lease)
  turn(view, lease, 1)
  books.grantings.set(id, { lease, settlement: undefined })
  const after = used.map((units, i) => units + (hold[i] ?? 0))
  return held(lease, aboveCap(view, offer, used, after) ?? differentUse(after, reply, lease.end), { factor })
}

/** Rule 19. */
export function renew(
  books: Books,
  { id, partitions }: Reservation,
  call: RenewCall,
  clock: number,
  reply: RenewReply,
): Entry {
  const view = viewOf(books.records, partitions, clock)
  const lease = openLease(view, id)
  const finding = differentTime(view, reply) ?? differentKind(reply, lease === undefined ? 'closed' : 'renewed')
  if (finding !== undefined || lease === undefined || reply.kind !== 'renewed') return nothing(finding)
  beginWriting(books.records, view)
  const observed = lease.observed.map((units, i) => Math.max(units, call.observed[i] ?? 0))
  const hold = lease.hold.map((units, i) => Math.max(units, observed[i] ?? 0, call.hold[i] ?? 0))
  const grown = excessOf(hold, lease.hold)
  replace(view, lease, { hold, observed, end: leaseEnd(view.now, call.leaseMs) })
  return held(lease, differentUse(usedOf(view), reply, lease.end), { grown })
}

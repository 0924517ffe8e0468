import { LATE_MS, type Reservation, type Settlement, type SettleReply } from '@llm-limit/core'
import { uncountRepeat } from './charges.js'
import { charged, type Entry, excessOf, NONE, nothing } from './entry.js'
import { differentKind, differentTime } from './findings.js'
import { openLease, settledAs } from './ids.js'
import type { Books } from './ledger-books.js'
import { keepLate, mark } from './ledger-record.js'
import { beginWriting, charge, type LedgerView, turn, viewOf } from './view.js'

/** Rules 22 to 28. */
export function settle(
  books: Books,
  reservation: Reservation,
  settlement: Settlement,
  clock: number,
  reply: SettleReply,
): Entry {
  const view = viewOf(books.records, reservation.partitions, clock)
  const expected = settledAs(view, reservation.id, settlement)
  const finding = differentTime(view, reply) ?? differentKind(reply, expected)
  if (finding !== undefined || expected === 'already') return nothing(finding)
  beginWriting(books.records, view)
  return close(books, view, reservation, settlement)
}

function close(books: Books, view: LedgerView, { id, fingerprint }: Reservation, settlement: Settlement): Entry {
  const { home, now } = view
  const { charges, estimated, failed } = settlement
  const lease = openLease(view, id)
  const row = home.late.find((each) => each.id === id)
  const periods = lease?.periods ?? row?.periods
  if (lease !== undefined) turn(view, lease, -1)
  if (lease !== undefined && failed) uncountRepeat(home, fingerprint)
  home.leases = home.leases.filter((each) => each !== lease)
  home.late = home.late.filter((each) => each !== row)
  if (periods === undefined) {
    mark(home, id, now)
    return charged(now, NONE, NONE, NONE)
  }
  charge(view, periods, charges, row?.charged ?? NONE)
  const granting = books.grantings.get(id)
  if (granting !== undefined) granting.settlement = settlement
  if (estimated) keepLate(home, { id, isEstimated: true, until: now + LATE_MS, charged: charges, periods }, now)
  else mark(home, id, now)
  return charged(now, charges, periods, excessOf(charges, lease?.hold ?? row?.charged ?? NONE))
}

import type { Partition, Reservation, Settlement, SettleReply } from '@llm-limit/core'
import { checkAmounts } from './amounts.js'
import { added, forgotten, reduced } from './counter.js'
import { uncountRepeat } from './decide.js'
import { openLease, replaceLease, sharesOf } from './lease-moves.js'
import { belongs, counterOf, type LateRow, markClosed, type Share, shareOf, trimLate } from './reference-record.js'
import { commit, openView, type View, type World } from './view.js'

/** Rules 22 to 26. */
export function settle(world: World, reservation: Reservation, settlement: Settlement, clock: number): SettleReply {
  checkAmounts(settlement.charges)
  const view = openView(world, reservation.partitions, clock, 'kept')
  const kind = settledAs(view, reservation, settlement)
  if (kind !== 'already') commit(world, view)
  return { kind, now: view.now }
}

/** Rule 29. */
export function reset(world: World, partitions: readonly Partition[], clock: number): void {
  const view = openView(world, partitions, clock, 'kept')
  for (const record of view.records) {
    for (const [name, counter] of record.counters) record.counters.set(name, forgotten(counter))
    record.rung = 0
    record.repeats = []
  }
  commit(world, view)
}

function settledAs(view: View, reservation: Reservation, settlement: Settlement): SettleReply['kind'] {
  const { home } = view
  const lease = openLease(home, reservation.id)
  if (lease !== undefined) {
    replaceLease(view, lease, undefined)
    charge(view, lease.shares.map(withoutCharge), settlement)
    if (settlement.failed) uncountRepeat(home, reservation.fingerprint)
    close(view, reservation.id, lease.shares, settlement)
    return 'settled'
  }
  const row = home.late.find((each) => each.id === reservation.id)
  if (row === undefined) return markUnknown(view, reservation.id)
  if (row.status === 'estimated' && settlement.estimated) return 'already'
  home.late = home.late.filter((each) => each !== row)
  charge(view, row.shares, settlement)
  close(view, row.id, row.shares, settlement)
  return 'corrected'
}

/** Settles what the charges are above what was charged before, or takes back what they are below. */
function charge({ places, now }: View, shares: readonly Share[], { charges }: Settlement): void {
  for (const [index, { record, quota, isGone }] of places.entries()) {
    if (isGone) continue
    const share = shareOf(shares, record.key, quota.counter)
    const counter = counterOf(record, quota.counter)
    if (!belongs(share, counter)) continue
    const difference = BigInt(charges[index] ?? 0) - share.observed
    const next = difference < 0n ? reduced(counter, -difference) : added(counter, difference, now)
    record.counters.set(quota.counter, next)
  }
}

function close(view: View, id: string, shares: readonly Share[], { charges, estimated }: Settlement): void {
  if (!estimated) {
    markClosed(view.home, id, view.now)
    return
  }
  const charged = sharesOf(view, shares, [], charges.map(BigInt))
  const row: LateRow = { id, status: 'estimated', since: view.now, shares: charged }
  view.home.late = [...view.home.late, row]
  trimLate(view.home, view.now)
}

function markUnknown({ home, now }: View, id: string): 'already' | 'marked' {
  if (home.marks.some((mark) => mark.id === id)) return 'already'
  markClosed(home, id, now)
  return 'marked'
}

function withoutCharge(share: Share): Share {
  return { ...share, observed: 0n }
}

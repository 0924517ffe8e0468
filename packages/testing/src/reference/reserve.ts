import { ID_TTL_MS, LEASE_GRID_MS, type ReserveCall } from '@llm-limit/core'
import { checkReserve } from './amounts.js'
import { type Admission, countRepeat, decide } from './decide.js'
import { openLease, replaceLease, sharesOf } from './lease-moves.js'
import type { Lease } from './reference-record.js'
import { granted, grantOf, type ReferenceReply } from './replies.js'
import { commit, openView, outsidePeriods, type View, type World } from './view.js'

export function reserve(world: World, call: ReserveCall, clock: number): ReferenceReply {
  checkReserve(call)
  const view = openView(world, call.partitions, clock, 'reshaped')
  if (outsidePeriods(view)) return { kind: 'period', now: view.now }
  const open = openLease(view.home, call.id)
  const [first] = open?.grants ?? []
  if (open !== undefined && first !== undefined) return granted(view, open, first)
  if (isClosed(view, call)) return { kind: 'closed', now: view.now }
  const decision = decide(view, call)
  if (decision.kind === 'refused') return decision
  const lease = leaseOf(view, call, decision)
  replaceLease(view, undefined, lease)
  if (call.repeat !== undefined) countRepeat(view.home, call.repeat, view.now)
  view.home.rung = decision.offer.rung
  commit(world, view)
  return granted(view, lease, grantOf(0, decision))
}

/** Rule 16. */
export function leaseEnd(now: number, leaseMs: number): number {
  return Math.ceil((now + leaseMs) / LEASE_GRID_MS) * LEASE_GRID_MS
}

/** Rule 11 for an id that is not open. */
function isClosed({ home, now }: View, { id, issuedAt }: ReserveCall): boolean {
  const known = [...home.late, ...home.marks].some((each) => each.id === id)
  return known || issuedAt < now - ID_TTL_MS || issuedAt < home.floor
}

function leaseOf(view: View, call: ReserveCall, admission: Admission): Lease {
  const { repeatFactor, holds } = admission
  const shares = sharesOf(view, undefined, holds, [])
  return { id: call.id, end: leaseEnd(view.now, call.leaseMs), repeatFactor, grants: [grantOf(0, admission)], shares }
}

import { type Partition, type PeekReply, type ReserveReply, type Store, StoreError } from '@llm-limit/core'
import { validateRaise, validateRenew, validateReserve, validateSettlement } from '@llm-limit/core/store-kit'
import type { ScriptRunner } from '../script-runner.js'
import { renewAcross, settleAcross } from './following.js'
import { grantAcross } from './granting.js'
import { lookAtOnce } from './looking.js'
import { type ManySlots, manySlots } from './many-slots.js'
import { type Request, raiseRequest, reserveRequest } from './request.js'
import { groupsOf, inOrder, type Spread, spreadOf } from './slots.js'

/**
 * A store on a Redis Cluster. A call whose partitions lie in one slot is one script, as on one server. Else the slot of the first
 * partition, home, goes first, and the others follow.
 */
export function manySlotsStore(runner: ScriptRunner, oneSlot: Store): Store {
  const slots = manySlots(runner)
  return {
    ...oneSlot,
    reserve(call) {
      const spread = spreadOf(call.partitions)
      if (spread === undefined) return oneSlot.reserve(call)
      validateReserve(call)
      return slots.inTurn(call.id, () => granted(slots, reserveRequest(slots, spread, call)))
    },
    raise(reservation, call) {
      const spread = spreadOf(reservation.partitions)
      if (spread === undefined) return oneSlot.raise(reservation, call)
      validateRaise(reservation, call)
      return slots.inTurn(reservation.id, () => grantAcross(slots, raiseRequest(slots, spread, reservation, call)))
    },
    renew(reservation, call) {
      const spread = spreadOf(reservation.partitions)
      if (spread === undefined) return oneSlot.renew(reservation, call)
      validateRenew(call)
      return slots.inTurn(reservation.id, () => renewAcross(slots, spread, reservation, call))
    },
    settle(reservation, settlement) {
      const spread = spreadOf(reservation.partitions)
      if (spread === undefined) return oneSlot.settle(reservation, settlement)
      validateSettlement(settlement)
      return slots.inTurn(reservation.id, () => settleAcross(slots, spread, reservation, settlement))
    },
    peek: (partitions) => peekAcross(slots, partitions),
    reset(partitions) {
      const spread = spreadOf(partitions)
      return spread === undefined ? oneSlot.reset(partitions) : resetAcross(slots, spread)
    },
    async close() {
      await slots.finish()
      await oneSlot.close()
    },
  }
}

async function granted(slots: ManySlots, request: Request): Promise<ReserveReply> {
  try {
    return await grantAcross(slots, request)
  } catch (cause) {
    if (cause instanceof StoreError) slots.doubts.add(request.id)
    throw cause
  }
}

async function peekAcross({ scripts }: ManySlots, partitions: readonly Partition[]): Promise<PeekReply> {
  const groups = groupsOf(partitions)
  const replies = await lookAtOnce(scripts, groups)
  const records = inOrder(groups.map(({ places }, i) => ({ at: places, values: replies[i]?.records ?? [] })))
  return { now: Math.max(...replies.map(({ now }) => now)), records }
}

/** One after the other: store time is the latest of all. */
async function resetAcross({ scripts, seen }: ManySlots, spread: Spread): Promise<void> {
  let now = Math.max(...spread.far.map((group) => seen.last(group)))
  for (const group of [spread.home, ...spread.far]) {
    now = await scripts.reset(spread, group, now)
    seen.noteTime(group, now)
  }
}

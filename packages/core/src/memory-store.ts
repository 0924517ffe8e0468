import type { Clock } from './clock.js'
import { endDue, hasEnded } from './leases.js'
import { raiseIn } from './operations/raise.js'
import { renewIn } from './operations/renew.js'
import { type Decided, reserveIn } from './operations/reserve.js'
import { settleIn } from './operations/settle.js'
import type { View } from './operations/view.js'
import {
  copyRecord,
  emptyRecord,
  header,
  LAST,
  type PartitionRecord,
  RUNG,
  reshaped,
  SETTLED,
  write,
} from './record.js'
import { recordTable } from './record-table.js'
import type {
  Partition,
  PeekReply,
  RaiseCall,
  RenewCall,
  RenewReply,
  Reservation,
  ReserveCall,
  ReserveReply,
  Settlement,
  SettleReply,
  Store,
} from './store.js'
import { systemClock } from './system.js'
import { validateRaise, validateRenew, validateReserve, validateSettlement } from './validate.js'

export interface MemoryStoreOptions {
  readonly clock?: Clock | undefined
  /**
   * Most records kept, default 100,000 (about 40 MB): one a subject, one more for each operation of it that has quotas of its own.
   * Beyond, new subjects share an overflow budget; a counter that still counts is never dropped.
   */
  readonly maxRecords?: number | undefined
  /** Called once, when the first subject has to share the overflow budget. */
  readonly onFull?: (() => void) | undefined
}

/** Budgets of one process. Two processes have two budgets: use a shared store there. */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  const { clock = systemClock } = options
  const table = recordTable(options)

  function look(partitions: readonly Partition[], keys: readonly string[] | undefined, isReserve: boolean): LiveView {
    const records: PartitionRecord[] = []
    let now = clock.now()
    let isStored = true
    for (let p = 0; p < partitions.length; p += 1) {
      const quotas = partitions[p]?.quotas ?? []
      const known = table.get(keyAt(partitions, keys, p))
      const record = known ?? emptyRecord(quotas)
      const shaped = isReserve ? reshaped(record, quotas) : record
      if (shaped !== known) isStored = false
      now = Math.max(now, header(record, LAST))
      records.push(shaped)
    }
    for (let p = 0; p < records.length; p += 1) {
      const record = records[p]
      if (record === undefined || !hasEnded(record, now)) continue
      records[p] = ended(record, now)
      isStored = false
    }
    return { now, records, isStored }
  }

  function keep(view: LiveView, partitions: readonly Partition[], keys: readonly string[] | undefined): void {
    if (view.isStored) return
    view.records.forEach((record, p) => {
      table.set(keyAt(partitions, keys, p), record, view.now)
    })
  }

  function explained(
    reply: Decided,
    partitions: readonly Partition[],
    keys: readonly string[] | undefined,
  ): ReserveReply {
    return reply.kind === 'refused' ? { ...reply, records: snapshot(partitions, keys) } : reply
  }

  function snapshot(partitions: readonly Partition[], keys: readonly string[] | undefined): PartitionRecord[] {
    return partitions.map(({ quotas }, p) =>
      copyRecord(reshaped(table.get(keyAt(partitions, keys, p)) ?? emptyRecord(quotas), quotas)),
    )
  }

  return {
    reserve(call: ReserveCall): ReserveReply {
      validateReserve(call)
      const { partitions } = call
      const keys = table.detourFor(call.id, partitions, clock)
      const view = look(partitions, keys, true)
      const reply = reserveIn(view, homeOf(view), call)
      if (reply.kind !== 'granted') return explained(reply, partitions, keys)
      for (let p = 0; p < partitions.length; p += 1) {
        const record = view.records[p]
        const quotas = partitions[p]?.quotas
        if (record !== undefined && quotas !== undefined) record.quotas = quotas
      }
      keep(view, partitions, keys)
      return reply
    },

    raise(reservation: Reservation, call: RaiseCall): ReserveReply {
      validateRaise(call)
      const { id, partitions } = reservation
      const keys = table.detourOf(id)
      const view = look(partitions, keys, false)
      const reply = raiseIn(view, homeOf(view), reservation, call)
      if (reply.kind === 'granted') keep(view, partitions, keys)
      return explained(reply, partitions, keys)
    },

    renew(reservation: Reservation, call: RenewCall): RenewReply {
      validateRenew(call)
      const { id, partitions } = reservation
      const keys = table.detourOf(id)
      const view = look(partitions, keys, false)
      const reply = renewIn(view, homeOf(view), reservation, call)
      if (reply.kind === 'renewed') keep(view, partitions, keys)
      return reply
    },

    settle(reservation: Reservation, settlement: Settlement): SettleReply {
      validateSettlement(settlement)
      const { id, partitions } = reservation
      const keys = table.detourOf(id)
      const view = look(partitions, keys, false)
      const reply = settleIn(view, homeOf(view), reservation, settlement)
      if (reply.kind === 'marked') keep({ ...view, records: [homeOf(view)] }, partitions, keys)
      else if (reply.kind !== 'already') keep(view, partitions, keys)
      return reply
    },

    peek(partitions: readonly Partition[]): PeekReply {
      return { now: look(partitions, undefined, true).now, records: snapshot(partitions, undefined) }
    },

    reset(partitions: readonly Partition[]): void {
      const view = look(partitions, undefined, false)
      for (const record of view.records) forgetSettled(record, view.now)
      keep(view, partitions, undefined)
    },

    async health(): Promise<void> {},
    async close(): Promise<void> {
      table.clear()
    },
  }
}

interface LiveView extends View {
  /** All records are the stored ones: what is written to them is kept. */
  readonly isStored: boolean
}

function homeOf({ records }: View): PartitionRecord {
  return records[0] ?? emptyRecord([])
}

function keyAt(partitions: readonly Partition[], keys: readonly string[] | undefined, index: number): string {
  return (keys === undefined ? partitions[index]?.key : keys[index]) ?? ''
}

/** The record as of `now`, on a copy: a refusal must leave the stored one as it was. */
function ended(record: PartitionRecord, now: number): PartitionRecord {
  const copy = copyRecord(record)
  endDue(copy, now)
  return copy
}

function forgetSettled(record: PartitionRecord, now: number): void {
  record.quotas.forEach((quota, slot) => {
    if (quota.aging.algorithm !== 'concurrency') write(record, slot, SETTLED, 0)
  })
  record.older = []
  record.repeats = []
  record.state[RUNG] = 0
  record.state[LAST] = now
}

import type { Clock } from '../clock.js'
import { systemClock } from '../system.js'
import { broughtTo } from './brought-to.js'
import { raiseIn } from './operations/raise.js'
import { renewIn } from './operations/renew.js'
import { type Decided, reserveIn } from './operations/reserve.js'
import { resetIn } from './operations/reset.js'
import { settleIn } from './operations/settle.js'
import type { View } from './operations/view.js'
import { copyRecord, emptyRecord, header, LAST, type PartitionRecord } from './record.js'
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
import { validateRaise, validateRenew, validateReserve, validateSettlement } from './validate.js'

export interface MemoryStoreOptions {
  readonly clock?: Clock | undefined
  /**
   * Most records kept, default 100,000 (about 40 MB when idle, more with calls in every window): one a subject, one more for each operation of it that has quotas of its own.
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

  function look(partitions: readonly Partition[], keys: Keys, as: 'reshaped' | 'kept'): LiveView {
    const records = new Array<PartitionRecord>(partitions.length)
    let now = clock.now()
    let isStored = true
    for (let p = 0; p < partitions.length; p += 1) {
      const stored = table.get(keyAt(partitions, keys, p))
      if (stored === undefined) isStored = false
      const record = stored ?? emptyRecord(partitions[p]?.quotas ?? [])
      now = Math.max(now, header(record, LAST))
      records[p] = record
    }
    for (let p = 0; p < partitions.length; p += 1) {
      const found = records[p]
      const quotas = partitions[p]?.quotas
      if (found === undefined || quotas === undefined) continue
      const record = broughtTo(found, quotas, now, as)
      if (record === found) continue
      records[p] = record
      isStored = false
    }
    return { now, records, isStored, isWritten: false }
  }

  function keep(view: LiveView, partitions: readonly Partition[], keys: Keys): void {
    if (!view.isWritten || view.isStored) return
    view.records.forEach((record, p) => {
      table.set(keyAt(partitions, keys, p), record, view.now)
    })
  }

  function explained(reply: Decided, partitions: readonly Partition[], keys: Keys): ReserveReply {
    return reply.kind === 'refused' ? { ...reply, records: snapshot(partitions, keys).records } : reply
  }

  function snapshot(partitions: readonly Partition[], keys: Keys): PeekReply {
    const { now, records } = look(partitions, keys, 'reshaped')
    return { now, records: records.map(copyRecord) }
  }

  return {
    reserve(call: ReserveCall): ReserveReply {
      validateReserve(call)
      const { partitions } = call
      const keys = table.detourFor(call.id, partitions, clock)
      const view = look(partitions, keys, 'reshaped')
      const reply = reserveIn(view, homeOf(view), named(call, keys))
      if (keys !== undefined && reply.kind === 'granted') table.take(call.id, partitions, keys)
      keep(view, partitions, keys)
      return explained(reply, partitions, keys)
    },

    raise(reservation: Reservation, call: RaiseCall): ReserveReply {
      validateRaise(reservation, call)
      const { id, partitions } = reservation
      const keys = table.detourFor(id, partitions, clock)
      const view = look(partitions, keys, 'kept')
      const reply = raiseIn(view, homeOf(view), named(reservation, keys), call)
      keep(view, partitions, keys)
      return explained(reply, partitions, keys)
    },

    renew(reservation: Reservation, call: RenewCall): RenewReply {
      validateRenew(call)
      const { id, partitions } = reservation
      const keys = table.detourFor(id, partitions, clock)
      const view = look(partitions, keys, 'kept')
      const reply = renewIn(view, homeOf(view), named(reservation, keys), call)
      keep(view, partitions, keys)
      return reply
    },

    settle(reservation: Reservation, settlement: Settlement): SettleReply {
      validateSettlement(settlement)
      const { id, partitions } = reservation
      const keys = table.detourFor(id, partitions, clock)
      const view = look(partitions, keys, 'kept')
      const reply = settleIn(view, homeOf(view), named(reservation, keys), settlement)
      keep(view, partitions, keys)
      return reply
    },

    peek(partitions: readonly Partition[]): PeekReply {
      return snapshot(partitions, undefined)
    },

    reset(partitions: readonly Partition[]): void {
      const view = look(partitions, undefined, 'kept')
      resetIn(view)
      keep(view, partitions, undefined)
    },

    async health(): Promise<void> {},
    async close(): Promise<void> {
      table.clear()
    },
  }
}

/** Keys under which a call is counted; undefined for its own. */
type Keys = readonly string[] | undefined

interface LiveView extends View {
  /** All records are the stored ones: what is written to them is kept. */
  readonly isStored: boolean
}

function homeOf({ records }: View): PartitionRecord {
  return records[0] ?? emptyRecord([])
}

/** In a budget that many subjects share, the id of one must not be taken for that of another. */
function named<Call extends { readonly id: string; readonly partitions: readonly Partition[] }>(
  call: Call,
  keys: Keys,
): Call {
  return keys === undefined ? call : { ...call, id: `${call.partitions[0]?.key} ${call.id}` }
}

function keyAt(partitions: readonly Partition[], keys: Keys, index: number): string {
  return (keys === undefined ? partitions[index]?.key : keys[index]) ?? ''
}

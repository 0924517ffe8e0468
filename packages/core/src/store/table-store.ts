import type { Clock } from '../clock.js'
import { broughtTo } from './brought-to.js'
import { raiseIn } from './operations/raise.js'
import { renewIn } from './operations/renew.js'
import { type Decided, reserveIn } from './operations/reserve.js'
import { resetIn } from './operations/reset.js'
import { settleIn } from './operations/settle.js'
import type { View } from './operations/view.js'
import { copyRecord, emptyRecord, header, LAST, type PartitionRecord } from './record.js'
import { type Detour, type Named, nameOf, type RecordTable } from './record-table.js'
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
} from './store.js'
import { validateRaise, validateRenew, validateReserve, validateSettlement } from './validate.js'

/** The operations of a store on records in one place, each in one go: whoever calls sees all of it or nothing. */
export interface TableStore {
  reserve(asked: ReserveCall): ReserveReply
  raise(asked: Reservation, call: RaiseCall): ReserveReply
  renew(asked: Reservation, call: RenewCall): RenewReply
  settle(asked: Reservation, settlement: Settlement): SettleReply
  peek(partitions: readonly Partition[]): PeekReply
  reset(partitions: readonly Partition[]): void
}

export function tableStore(table: RecordTable, clock: Pick<Clock, 'now'>): TableStore {
  const { isLocal } = table

  function look(partitions: readonly Partition[], as: 'reshaped' | 'kept'): LiveView {
    const records = new Array<PartitionRecord>(partitions.length)
    let now = clock.now()
    let isStored = isLocal
    for (let p = 0; p < partitions.length; p += 1) {
      const { key, quotas } = partitions[p] ?? NOWHERE
      const stored = table.get(key)
      if (stored === undefined) isStored = false
      const record = stored ?? emptyRecord(quotas)
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
    return { now, records, isLocal, isStored, isWritten: false }
  }

  function keep({ records, now, isWritten, isStored }: LiveView, partitions: readonly Partition[]): void {
    if (!isWritten || isStored) return
    records.forEach((record, p) => {
      table.set(partitions[p]?.key ?? NOWHERE.key, record, now)
    })
  }

  /** The call under the name and the keys that it is counted under. */
  function counted<Call extends Named>(call: Call): Call {
    return detoured(call, table.detourOf(call))
  }

  return {
    reserve(asked: ReserveCall): ReserveReply {
      validateReserve(asked)
      const detour = table.detourFor(asked, clock)
      const call = detoured(asked, detour)
      const view = look(call.partitions, 'reshaped')
      const reply = reserveIn(view, homeOf(view), call)
      if (detour !== undefined && reply.kind === 'granted') table.take(asked, detour)
      keep(view, call.partitions)
      return explained(reply, view, call, asked)
    },

    raise(asked: Reservation, call: RaiseCall): ReserveReply {
      validateRaise(asked, call)
      const reservation = counted(asked)
      const view = look(reservation.partitions, 'kept')
      const reply = raiseIn(view, homeOf(view), reservation, call)
      keep(view, reservation.partitions)
      return explained(reply, view, reservation, asked)
    },

    renew(asked: Reservation, call: RenewCall): RenewReply {
      validateRenew(call)
      const reservation = counted(asked)
      const view = look(reservation.partitions, 'kept')
      const reply = renewIn(view, homeOf(view), reservation, call)
      keep(view, reservation.partitions)
      return reply
    },

    settle(asked: Reservation, settlement: Settlement): SettleReply {
      validateSettlement(settlement)
      const reservation = counted(asked)
      const view = look(reservation.partitions, 'kept')
      const reply = settleIn(view, homeOf(view), reservation, settlement)
      if (reservation !== asked && !settlement.estimated) table.leave(asked)
      keep(view, reservation.partitions)
      return reply
    },

    peek(partitions: readonly Partition[]): PeekReply {
      const { now, records } = look(partitions, 'reshaped')
      return { now, records: records.map(copyRecord) }
    },

    reset(partitions: readonly Partition[]): void {
      const view = look(partitions, 'kept')
      resetIn(view)
      keep(view, partitions)
    },
  }
}

const NOWHERE: Partition = { key: '', quotas: [] }

interface LiveView extends View {
  /** All records are the stored ones: what is written to them is kept. */
  readonly isStored: boolean
}

/** A refusal is explained with the records that it was decided on, and to who asked: under the id that was asked with. */
function explained(reply: Decided, view: View, { id, partitions }: Named, asked: Named): ReserveReply {
  if (reply.kind !== 'refused') return reply
  const records = view.records.map((record, p) =>
    copyRecord(broughtTo(record, partitions[p]?.quotas ?? record.quotas, view.now, 'reshaped')),
  )
  const [home] = records
  if (home !== undefined && id !== asked.id)
    home.leases = home.leases.map((lease) => (lease.id === id ? { ...lease, id: asked.id } : lease))
  return { ...reply, records }
}

function homeOf({ records }: View): PartitionRecord {
  return records[0] ?? emptyRecord([])
}

/** In a budget that many subjects share, the id of one must not be taken for that of another. */
function detoured<Call extends Named>(call: Call, detour: Detour): Call {
  if (detour === undefined) return call
  const partitions = call.partitions.map(({ quotas }, p) => ({ key: detour[p] ?? NOWHERE.key, quotas }))
  return { ...call, id: nameOf(call), partitions }
}

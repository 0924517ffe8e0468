import { periodStart, rollCalendar } from '../algorithms/calendar.js'
import { usedAt } from '../algorithms/counter.js'
import { endDue } from '../ends.js'
import { forget } from '../leases.js'
import { dropMarks } from '../marks.js'
import type { Quota } from '../quota.js'
import { copyRecord, LAST, type Lease, type PartitionRecord, slotsOf } from '../record.js'
import { LEASE_GRID_MS, type Partition } from '../store.js'

/** The records of a call as of `now`: what is due has ended. Written to only by an operation that succeeds. */
export interface View {
  readonly now: number
  /** The callers share this process, so that no call comes late or twice. */
  readonly isLocal: boolean
  /** One a partition; the first is home. */
  readonly records: readonly PartitionRecord[]
  /** Whether an operation succeeded, so that the records are to be kept. */
  isWritten: boolean
}

/** The call succeeds and writes from here on: every record is stamped, periods that are over and marks past their time go. */
export function beginWriting(view: View): void {
  view.isWritten = true
  for (const record of view.records) {
    record.state[LAST] = view.now
    dropMarks(record, view.now)
    for (let slot = 0; slot < record.quotas.length; slot += 1) {
      const aging = record.quotas[slot]?.aging
      if (aging?.algorithm === 'calendar') rollCalendar(record, slot, aging.boundaries, view.now)
    }
  }
}

/** Visits every quota of the partitions; `slot` is -1 where the record no longer counts it. */
export function eachSlot(
  records: readonly PartitionRecord[],
  partitions: readonly Partition[],
  visit: (record: PartitionRecord, slot: number, quota: Quota, index: number) => void,
): void {
  let index = 0
  for (let p = 0; p < partitions.length; p += 1) {
    const quotas = partitions[p]?.quotas ?? []
    const record = records[p]
    if (record === undefined) continue
    const slots = slotsOf(record, quotas)
    for (let i = 0; i < quotas.length; i += 1) {
      const quota = quotas[i]
      if (quota !== undefined) visit(record, slots === undefined ? i : (slots[i] ?? -1), quota, index)
      index += 1
    }
  }
}

/** A lease has nothing of counters that are gone when it is written. */
export function forgetGone({ records }: View, partitions: readonly Partition[], lease: Lease): void {
  eachSlot(records, partitions, (_record, slot, _quota, i) => {
    if (slot < 0) forget(lease, i)
  })
}

/** Units used of every quota. */
export function usedOf({ now, records }: Pick<View, 'now' | 'records'>, partitions: readonly Partition[]): number[] {
  const used = new Array<number>(countOf(partitions))
  let index = 0
  for (let p = 0; p < partitions.length; p += 1) {
    const quotas = partitions[p]?.quotas ?? []
    const record = records[p]
    const slots = record === undefined ? undefined : slotsOf(record, quotas)
    for (let i = 0; i < quotas.length; i += 1, index += 1) {
      const aging = quotas[i]?.aging
      const slot = slots === undefined ? i : (slots[i] ?? -1)
      used[index] = record === undefined || aging === undefined ? 0 : usedAt(record, slot, aging, now)
    }
  }
  return used
}

function countOf(partitions: readonly Partition[]): number {
  let count = 0
  for (let p = 0; p < partitions.length; p += 1) count += partitions[p]?.quotas.length ?? 0
  return count
}

/** Units used of every quota at `now`, out of records that a store replied. */
export function usedIn(stored: readonly PartitionRecord[], partitions: readonly Partition[], now: number): number[] {
  const records = stored.map(copyRecord)
  for (const record of records) endDue(record, now)
  return usedOf({ now, records }, partitions)
}

/** Whether a calendar quota has no period for the store's time. */
export function isOutsidePeriods(quotas: readonly Quota[], now: number): boolean {
  for (const { aging } of quotas) {
    if (aging.algorithm === 'calendar' && periodStart(aging.boundaries, now) === undefined) return true
  }
  return false
}

export function leaseEnd(now: number, leaseMs: number): number {
  return Math.ceil((now + leaseMs) / LEASE_GRID_MS) * LEASE_GRID_MS
}

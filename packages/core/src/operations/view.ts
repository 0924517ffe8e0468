import { periodStart } from '../algorithms/calendar.js'
import { usedAt } from '../algorithms/counter.js'
import { addToWheel, inPeriod } from '../leases.js'
import type { Quota } from '../quota.js'
import { LAST, type Lease, type PartitionRecord, slotsOf } from '../record.js'
import { LEASE_GRID_MS, type Partition } from '../store.js'

/** The records of a call as of `now`: what is due has ended. Written to only by an operation that succeeds. */
export interface View {
  readonly now: number
  /** One a partition; the first is home. */
  readonly records: readonly PartitionRecord[]
}

/** Visits every quota of the partitions; `slot` is -1 where the record no longer counts it. */
export function eachSlot(
  view: View,
  partitions: readonly Partition[],
  visit: (record: PartitionRecord, slot: number, quota: Quota, index: number) => void,
): void {
  let index = 0
  for (let p = 0; p < partitions.length; p += 1) {
    const quotas = partitions[p]?.quotas ?? []
    const record = view.records[p]
    if (record === undefined) continue
    const slots = slotsOf(record, quotas)
    for (let i = 0; i < quotas.length; i += 1) {
      const quota = quotas[i]
      if (quota !== undefined) visit(record, slots === undefined ? i : (slots[i] ?? -1), quota, index)
      index += 1
    }
  }
}

/** Units used of every quota. */
export function usedOf(view: View, partitions: readonly Partition[]): number[] {
  const used: number[] = []
  for (let p = 0; p < partitions.length; p += 1) {
    const quotas = partitions[p]?.quotas ?? []
    const record = view.records[p]
    if (record === undefined) continue
    const slots = slotsOf(record, quotas)
    for (let i = 0; i < quotas.length; i += 1) {
      const quota = quotas[i]
      if (quota !== undefined)
        used.push(usedAt(record, slots === undefined ? i : (slots[i] ?? -1), quota.aging, view.now))
    }
  }
  return used
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

/** Puts what a lease holds into the wheels of the partitions beside home, or takes it out again (`sign` -1). */
export function turnWheels(view: View, partitions: readonly Partition[], lease: Lease, sign: 1 | -1): void {
  if (partitions.length < 2) return
  const holds = view.records.map(() => [] as number[])
  const observed = view.records.map(() => [] as number[])
  eachSlot(view, partitions, (record, slot, quota, index) => {
    if (slot < 0 || !inPeriod(record, slot, quota, lease, index)) return
    const at = view.records.indexOf(record)
    const [hold, seen] = [holds[at], observed[at]]
    if (hold !== undefined) hold[slot] = lease.hold[index] ?? 0
    if (seen !== undefined) seen[slot] = lease.observed[index] ?? 0
  })
  for (let p = 1; p < partitions.length; p += 1) {
    const record = view.records[p]
    if (record !== undefined) addToWheel(record, lease.end, sign, holds[p] ?? [], observed[p] ?? [])
  }
}

export function stamp(view: View): void {
  for (const record of view.records) record.state[LAST] = view.now
}

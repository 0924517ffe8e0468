import { addHeld } from './algorithms/counter.js'
import type { Quota } from './quota.js'
import { type Lease, NO_PERIOD, type PartitionRecord, read, SINCE, slotsOf } from './record.js'

export function openLease(home: PartitionRecord, id: string): Lease | undefined {
  for (const lease of home.leases) if (lease.id === id) return lease
  return undefined
}

/** Shared by records without open leases: replaced, never written to. */
const NONE: Lease[] = []

export function keepOpen(record: PartitionRecord, lease: Lease): void {
  if (record.leases.length === 0) record.leases = [lease]
  else record.leases.push(lease)
}

export function dropLease(record: PartitionRecord, lease: Lease): void {
  if (record.leases.length === 1) record.leases = NONE
  else record.leases.splice(record.leases.indexOf(lease), 1)
}

/** Whether the slot still counts the period the lease opened in. */
export function inPeriod(record: PartitionRecord, slot: number, quota: Quota, lease: Lease, index: number): boolean {
  return quota.aging.algorithm !== 'calendar' || read(record, slot, SINCE) === lease.period[index]
}

/** Holds in home what the lease holds of it, or gives it back (`sign` -1). */
export function holdHome(home: PartitionRecord, lease: Lease, sign: 1 | -1): void {
  const slots = slotsOf(home, lease.quotas)
  for (let i = 0; i < lease.quotas.length; i += 1) {
    const slot = slots === undefined ? i : (slots[i] ?? -1)
    const quota = home.quotas[slot]
    if (quota !== undefined && inPeriod(home, slot, quota, lease, i)) addHeld(home, slot, sign * (lease.hold[i] ?? 0))
  }
}

/** Forgets what the lease has of a counter that is gone: it may come back, but not with that. */
export function forget(lease: Lease, index: number): void {
  lease.hold = lease.hold.map((amount, i) => (i === index ? 0 : amount))
  lease.observed = lease.observed.map((amount, i) => (i === index ? 0 : amount))
  lease.period = lease.period.map((start, i) => (i === index ? NO_PERIOD : start))
}

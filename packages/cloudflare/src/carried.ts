import type { Lease, PartitionRecord, Quota } from '@llm-limit/core'

/** A record on its way to the caller, who knows its quotas. */
export type CarriedRecord = Omit<PartitionRecord, 'quotas' | 'leases' | 'late'> & {
  readonly leases: readonly CarriedLease[]
  readonly late: readonly CarriedLease[]
}

/** Amounts are in the order of the record's quotas, whatever there were when it opened. */
export type CarriedLease = Omit<Lease, 'quotas'>

export function carried({ quotas, ...record }: PartitionRecord): CarriedRecord {
  const carry = (lease: Lease): CarriedLease => carriedLease(lease, quotas)
  return { ...record, leases: record.leases.map(carry), late: record.late.map(carry) }
}

const NO_PERIOD = -1

function carriedLease({ quotas: own, ...lease }: Lease, quotas: readonly Quota[]): CarriedLease {
  const places = quotas.map(({ counter }) => own.findIndex((known) => known.counter === counter))
  if (own.length === places.length && places.every((place, slot) => place === slot)) return lease
  const inOrder = (list: readonly number[], missing: number): number[] => [
    ...places.map((place) => list[place] ?? missing),
    ...list.slice(own.length),
  ]
  return {
    ...lease,
    hold: inOrder(lease.hold, 0),
    observed: inOrder(lease.observed, 0),
    period: inOrder(lease.period, NO_PERIOD),
  }
}

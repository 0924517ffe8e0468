import { addHeld, addSettled, advance } from './algorithms/counter.js'
import { inPeriod } from './leases.js'
import { type Lease, type PartitionRecord, slotsOf } from './record.js'
import type { Partition } from './store.js'

/**
 * Partitions beside home know no leases, only sums of what ends at one instant: what they hold is the sum of their wheel.
 * Puts what a lease holds into the wheels, or takes it out again (`sign` -1), never more than is there.
 */
export function turnWheels(
  records: readonly PartitionRecord[],
  partitions: readonly Partition[],
  lease: Lease,
  sign: 1 | -1,
): void {
  let index = partitions[0]?.quotas.length ?? 0
  for (let p = 1; p < partitions.length; p += 1) {
    const quotas = partitions[p]?.quotas ?? []
    const record = records[p]
    if (record !== undefined) turnWheel(record, quotas, lease, index, sign)
    index += quotas.length
  }
}

/** `first` is the index of the first of `quotas` in the lists of the lease. */
function turnWheel(
  record: PartitionRecord,
  quotas: Partition['quotas'],
  lease: Lease,
  first: number,
  sign: 1 | -1,
): void {
  const row = rowOf(record, lease.end, sign)
  if (row < 0) return
  const slots = slotsOf(record, quotas)
  for (let i = 0; i < quotas.length; i += 1) {
    const slot = slots === undefined ? i : (slots[i] ?? -1)
    const quota = quotas[i]
    if (quota === undefined || slot < 0 || !inPeriod(record, slot, quota, lease, first + i)) continue
    const at = row + 1 + 2 * slot
    addHeld(record, slot, addTo(record.wheel, at, sign * (lease.hold[first + i] ?? 0)))
    addTo(record.wheel, at + 1, sign * (lease.observed[first + i] ?? 0))
  }
}

/** Where the sums of `end` begin; -1 when there is nothing to take from. */
function rowOf(record: PartitionRecord, end: number, sign: 1 | -1): number {
  const { wheel } = record
  const width = widthOf(record)
  let row = 0
  while (row < wheel.length && (wheel[row] ?? 0) < end) row += width
  if (wheel[row] === end) return row
  if (sign < 0) return -1
  record.wheel = [...wheel.slice(0, row), end, ...new Array<number>(width - 1).fill(0), ...wheel.slice(row)]
  return row
}

/** Returns by how much the sum changed: it does not fall below 0. */
function addTo(sums: number[], at: number, amount: number): number {
  const before = sums[at] ?? 0
  const after = Math.max(0, before + amount)
  sums[at] = after
  return after - before
}

/** Gives back what ends first and settles what is known to be used, at the instant at which it ends. */
export function endWheelRow(record: PartitionRecord): void {
  const [end = 0, ...sums] = record.wheel.slice(0, widthOf(record))
  record.wheel = record.wheel.slice(widthOf(record))
  record.quotas.forEach(({ aging }, slot) => {
    if (aging.algorithm !== 'calendar') advance(record, slot, aging, end)
    addHeld(record, slot, -(sums[2 * slot] ?? 0))
    addSettled(record, slot, aging, end, sums[2 * slot + 1] ?? 0)
  })
}

function widthOf(record: PartitionRecord): number {
  return 1 + 2 * record.quotas.length
}

import { advanceBucket, drainOf } from './algorithms/bucket.js'
import { forget } from './leases.js'
import type { Quota } from './quota.js'
import { header, LAST, type Lease, type PartitionRecord, read, STRIDE, slotsOf } from './record.js'

/** Gives the record the specs of a call; counters that the call does not name keep their own. */
export function takeSpecs(record: PartitionRecord, quotas: readonly Quota[]): void {
  const specs = slotsOf(record, quotas) === undefined ? quotas : record.quotas.map((known) => specOf(quotas, known))
  record.quotas.forEach((known, slot) => {
    drainAtOldRate(record, slot, known, specs[slot])
  })
  record.quotas = specs
}

function specOf(quotas: readonly Quota[], known: Quota): Quota {
  return quotas.find((quota) => quota.counter === known.counter) ?? known
}

/** A new refill applies from the last write on. */
function drainAtOldRate(record: PartitionRecord, slot: number, { aging }: Quota, spec: Quota | undefined): void {
  if (aging.algorithm !== 'bucket' || spec?.aging.algorithm !== 'bucket') return
  if (aging.refill !== spec.aging.refill) advanceBucket(record, slot, drainOf(aging), header(record, LAST))
}

/** Makes a record count other quotas: counters are carried over by name; those that are dropped are forgotten for good. */
export function reshape(record: PartitionRecord, quotas: readonly Quota[]): void {
  const slots = slotsOf(record, quotas)
  if (slots === undefined) return
  for (const lease of [...record.leases, ...record.late]) forgetDropped(lease, quotas)
  record.wheel = wheelOf(record, slots)
  record.state = stateOf(record, slots)
  record.older = slots.map((slot) => record.older[slot] ?? [])
  record.quotas = quotas
}

function forgetDropped(lease: Lease, quotas: readonly Quota[]): void {
  lease.quotas.forEach(({ counter }, i) => {
    if (quotas.every((quota) => quota.counter !== counter)) forget(lease, i)
  })
}

function stateOf(record: PartitionRecord, slots: readonly number[]): number[] {
  const state = record.state.slice(0, record.state.length - record.quotas.length * STRIDE)
  for (const slot of slots)
    for (let field = 0; field < STRIDE; field += 1) state.push(slot < 0 ? 0 : read(record, slot, field))
  return state
}

function wheelOf(record: PartitionRecord, slots: readonly number[]): number[] {
  const width = 1 + 2 * record.quotas.length
  const wheel: number[] = []
  for (let row = 0; row < record.wheel.length; row += width) {
    wheel.push(record.wheel[row] ?? 0)
    for (const slot of slots) {
      const at = row + 1 + 2 * slot
      wheel.push(slot < 0 ? 0 : (record.wheel[at] ?? 0), slot < 0 ? 0 : (record.wheel[at + 1] ?? 0))
    }
  }
  return wheel
}

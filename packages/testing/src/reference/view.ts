import type { Partition, Quota } from '@llm-limit/core'
import { periodAt } from './counter.js'
import { broughtTo, emptyRecord, type ReferenceRecord, usedOf } from './reference-record.js'

/** All records of the model. */
export type World = Map<string, ReferenceRecord>

/** The records of one call, copied and brought to its time. Nothing is written until `commit`. */
export interface View {
  readonly now: number
  readonly home: ReferenceRecord
  readonly records: readonly ReferenceRecord[]
  /** Every quota of the call with its record, in the order of the partitions and their quotas. */
  readonly places: readonly Place[]
}

export interface Place {
  readonly record: ReferenceRecord
  readonly quota: Quota
  /** The record no longer counts it: the call passes over it. */
  readonly isGone: boolean
}

export function openView(world: World, partitions: readonly Partition[], clock: number, as: 'reshaped' | 'kept'): View {
  const now = timeOf(world, partitions, clock)
  const records = partitions.map(({ key, quotas }) => {
    const stored = world.get(key)
    if (stored === undefined) return broughtTo(emptyRecord(key), quotas, now, 'reshaped')
    return broughtTo(stored, quotas, now, as)
  })
  const home = records[0]
  if (home === undefined) throw new Error('a call needs a home partition')
  const places = records.flatMap((record, index) =>
    (partitions[index]?.quotas ?? []).map((quota) => ({ record, quota, isGone: !record.counters.has(quota.counter) })),
  )
  return { now, home, records, places }
}

/** Rule 1. */
export function timeOf(world: World, partitions: readonly Partition[], clock: number): number {
  return Math.max(clock, ...partitions.map(({ key }) => world.get(key)?.last ?? 0))
}

export function commit(world: World, view: View): void {
  for (const record of view.records) {
    record.last = view.now
    world.set(record.key, record)
  }
}

export function outsidePeriods({ places, now }: View): boolean {
  return places.some(
    ({ quota: { aging } }) => aging.algorithm === 'calendar' && periodAt(aging.boundaries, now) === undefined,
  )
}

export function usedIn({ places }: View): bigint[] {
  return places.map(({ record, quota }) => usedOf(record, quota.counter))
}

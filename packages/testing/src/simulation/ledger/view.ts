import { LEASE_GRID_MS, type Partition, type Quota } from '@llm-limit/core'
import { add, age, periodAt, settledAt, takeBack } from './counter.js'
import { belongs, bring, copyOf, emptyRecord, type LedgerLease, type LedgerRecord, usedIn } from './ledger-record.js'

/** One quota of a call and where it is counted. */
export interface Place {
  readonly record: LedgerRecord
  readonly quotas: readonly Quota[]
  readonly slot: number
  readonly quota: Quota
  readonly isHome: boolean
}

/** The records of one call at the time of its store. */
export interface LedgerView {
  readonly now: number
  readonly partitions: readonly Partition[]
  readonly records: readonly LedgerRecord[]
  readonly home: LedgerRecord
  readonly places: readonly Place[]
}

export type LedgerRecords = Map<string, LedgerRecord>

/** Rule 1. Records that are not there yet are empty, and are kept once something is written. */
export function viewOf(all: LedgerRecords, partitions: readonly Partition[], clock: number): LedgerView {
  const records = partitions.map(({ key, quotas }) => all.get(key) ?? emptyRecord(quotas))
  return placed(
    partitions,
    records,
    records.reduce((latest, { last }) => Math.max(latest, last), clock),
  )
}

/** The same as it would be after a write: a copy, for a look. */
export function lookOf(view: LedgerView): LedgerView {
  const copy = placed(view.partitions, view.records.map(copyOf), view.now)
  bringAll(copy)
  return copy
}

/** Brings the records to the time of the call: it writes. */
export function beginWriting(all: LedgerRecords, view: LedgerView): void {
  bringAll(view)
  for (const [p, { key }] of view.partitions.entries()) {
    const record = view.records[p]
    if (record === undefined) continue
    record.last = view.now
    all.set(key, record)
  }
}

export function usedOf({ places, now }: LedgerView): number[] {
  return places.map(({ record, quotas, slot }) => usedIn(record, quotas, slot, now))
}

export function settledOf({ places, now }: LedgerView): number[] {
  return places.map(({ record, slot, quota: { aging } }) => {
    const counter = record.counters[slot]
    return counter === undefined ? 0 : settledAt(counter, aging, now)
  })
}

export function isOutsidePeriods({ places, now }: LedgerView): boolean {
  return places.some(
    ({ quota: { aging } }) => aging.algorithm === 'calendar' && periodAt(aging.boundaries, now) === undefined,
  )
}

export function periodsOf({ places }: LedgerView): number[] {
  return places.map(({ record, slot, quota }) =>
    quota.aging.algorithm === 'calendar' ? (record.counters[slot]?.since ?? 0) : 0,
  )
}

export function leaseEnd(now: number, leaseMs: number): number {
  return Math.ceil((now + leaseMs) / LEASE_GRID_MS) * LEASE_GRID_MS
}

/** Rule 21: puts what a lease holds into the sums of the other records, or takes out at most what is there. */
export function turn({ places }: LedgerView, { end, hold, observed, periods }: LedgerLease, sign: 1 | -1): void {
  for (let i = 0; i < places.length; i += 1) {
    const place = places[i]
    if (place === undefined) continue
    const { record, quotas, slot, isHome } = place
    if (isHome || !belongs(record, quotas, slot, periods[i])) continue
    const row = rowOf(record, quotas, end, sign)
    if (row === undefined) continue
    row.hold[slot] = Math.max(0, (row.hold[slot] ?? 0) + sign * (hold[i] ?? 0))
    row.observed[slot] = Math.max(0, (row.observed[slot] ?? 0) + sign * (observed[i] ?? 0))
  }
}

/** The end never moves back. */
export function replace(
  view: LedgerView,
  lease: LedgerLease,
  { hold, observed, end }: Pick<LedgerLease, 'hold' | 'observed' | 'end'>,
): void {
  turn(view, lease, -1)
  lease.hold = hold
  lease.observed = observed
  lease.end = Math.max(lease.end, end)
  turn(view, lease, 1)
}

/** Settles what the charges are above what was charged before, or takes back what they are below. */
export function charge(
  { places, now }: LedgerView,
  periods: readonly number[],
  charges: readonly number[],
  before: readonly number[],
): void {
  for (let i = 0; i < places.length; i += 1) {
    const place = places[i]
    if (place === undefined) continue
    const { record, quotas, slot, quota } = place
    const counter = record.counters[slot]
    if (counter === undefined || !belongs(record, quotas, slot, periods[i])) continue
    const difference = (charges[i] ?? 0) - (before[i] ?? 0)
    if (quota.aging.algorithm !== 'calendar') age(counter, quota.aging, now)
    if (difference < 0) takeBack(counter, quota.aging, -difference)
    else add(counter, quota.aging, difference, now)
  }
}

function placed(partitions: readonly Partition[], records: readonly LedgerRecord[], now: number): LedgerView {
  const places: Place[] = []
  for (let p = 0; p < partitions.length; p += 1) {
    const record = records[p]
    const quotas = partitions[p]?.quotas ?? []
    if (record === undefined) continue
    for (let slot = 0; slot < quotas.length; slot += 1) {
      const quota = quotas[slot]
      if (quota !== undefined) places.push({ record, quotas, slot, quota, isHome: p === 0 })
    }
  }
  return { now, partitions, records, home: records[0] ?? emptyRecord([]), places }
}

function bringAll({ partitions, records, now }: LedgerView): void {
  for (const [p, record] of records.entries()) bring(record, partitions[p]?.quotas ?? [], now)
}

function rowOf(
  record: LedgerRecord,
  quotas: readonly Quota[],
  end: number,
  sign: 1 | -1,
): LedgerRecord['ends'][number] | undefined {
  const known = record.ends.find((row) => row.end === end)
  if (known !== undefined || sign < 0) return known
  const row = { end, hold: quotas.map(() => 0), observed: quotas.map(() => 0) }
  record.ends.push(row)
  record.ends.sort((a, b) => a.end - b.end)
  return row
}

import { ID_TTL_MS, LATE_MS, MAX_LATE, MAX_MARKS, type Quota } from '@llm-limit/core'
import { add, age, type Counter, copyOfCounter, emptyCounter, isPast, settledAt } from './counter.js'

/** One key of the ledger. Its quotas never change within a scenario. */
export interface LedgerRecord {
  last: number
  counters: Counter[]
  /** Home: open reservations, in order of opening. */
  leases: LedgerLease[]
  late: LateRow[]
  marks: { readonly id: string; readonly at: number }[]
  floor: number
  repeats: { readonly fingerprint: number; count: number; readonly until: number }[]
  /** Not home: sums of what ends at one instant. */
  ends: EndRow[]
}

export interface LedgerLease {
  readonly id: string
  end: number
  /** One a quota, over all partitions in order; so are the next two. */
  hold: readonly number[]
  observed: readonly number[]
  readonly periods: readonly number[]
  /** 0, then those of the newest raises, ascending. */
  steps: number[]
}

export interface LateRow {
  readonly id: string
  readonly isEstimated: boolean
  readonly until: number
  readonly charged: readonly number[]
  readonly periods: readonly number[]
}

export interface EndRow {
  readonly end: number
  readonly hold: number[]
  readonly observed: number[]
}

export function emptyRecord(quotas: readonly Quota[]): LedgerRecord {
  const lists = { leases: [], late: [], marks: [], repeats: [], ends: [] }
  return { last: 0, floor: 0, counters: quotas.map(emptyCounter), ...lists }
}

export function copyOf(record: LedgerRecord): LedgerRecord {
  return {
    ...record,
    counters: record.counters.map(copyOfCounter),
    leases: record.leases.map((lease) => ({ ...lease })),
    late: record.late.slice(),
    marks: record.marks.slice(),
    repeats: record.repeats.map((row) => ({ ...row })),
    ends: record.ends.map(({ end, hold, observed }) => ({ end, hold: hold.slice(), observed: observed.slice() })),
  }
}

/** Rule 2: leases end and late rows close, then periods roll. */
export function bring(record: LedgerRecord, quotas: readonly Quota[], now: number): void {
  endLeases(record, quotas, now)
  while ((record.ends[0]?.end ?? Number.POSITIVE_INFINITY) <= now) endRow(record, quotas, record.ends.shift())
  if (record.late.length > 0) {
    for (const row of record.late) if (row.until <= now) mark(record, row.id, now)
    record.late = record.late.filter((row) => row.until > now)
  }
  if ((record.marks[0]?.at ?? now) + ID_TTL_MS <= now)
    record.marks = record.marks.filter(({ at }) => at + ID_TTL_MS > now)
  for (let slot = 0; slot < quotas.length; slot += 1) {
    const [counter, aging] = [record.counters[slot], quotas[slot]?.aging]
    if (counter === undefined || aging === undefined) continue
    if (aging.algorithm === 'calendar' && isPast(counter, aging, now)) clearRows(record, slot)
    age(counter, aging, now)
  }
}

function endLeases(record: LedgerRecord, quotas: readonly Quota[], now: number): void {
  if (record.leases.every((lease) => lease.end > now)) return
  const due = record.leases.filter((lease) => lease.end <= now).sort((a, b) => a.end - b.end)
  record.leases = record.leases.filter((lease) => lease.end > now)
  for (const lease of due) endLease(record, quotas, lease, now)
}

/** Units that open reservations hold. */
export function heldIn(record: LedgerRecord, quotas: readonly Quota[], slot: number): number {
  let held = 0
  for (const row of record.ends) held += row.hold[slot] ?? 0
  for (const lease of record.leases)
    if (belongs(record, quotas, slot, lease.periods[slot])) held += lease.hold[slot] ?? 0
  return held
}

export function usedIn(record: LedgerRecord, quotas: readonly Quota[], slot: number, now: number): number {
  const [counter, quota] = [record.counters[slot], quotas[slot]]
  if (counter === undefined || quota === undefined) return 0
  return settledAt(counter, quota.aging, now) + heldIn(record, quotas, slot)
}

/** Rule 6: a lease touches its own period only. */
export function belongs(
  record: LedgerRecord,
  quotas: readonly Quota[],
  slot: number,
  period: number | undefined,
): boolean {
  return quotas[slot]?.aging.algorithm !== 'calendar' || record.counters[slot]?.since === period
}

/** Rule 28. */
export function mark(record: LedgerRecord, id: string, now: number): void {
  record.marks.push({ id, at: now })
  const oldest = record.marks[0]
  if (record.marks.length <= MAX_MARKS || oldest === undefined) return
  record.marks.shift()
  record.floor = Math.max(record.floor, oldest.at)
}

/** Rule 27. */
export function keepLate(record: LedgerRecord, row: LateRow, now: number): void {
  record.late.push(row)
  const oldest = record.late[0]
  if (record.late.length <= MAX_LATE || oldest === undefined) return
  record.late.shift()
  mark(record, oldest.id, now)
}

function endLease(record: LedgerRecord, quotas: readonly Quota[], lease: LedgerLease, now: number): void {
  for (let slot = 0; slot < quotas.length; slot += 1)
    if (belongs(record, quotas, slot, lease.periods[slot]))
      settleAt(record, quotas, slot, lease.observed[slot] ?? 0, lease.end)
  const { id, end, observed, periods } = lease
  keepLate(record, { id, isEstimated: false, until: end + LATE_MS, charged: observed, periods }, now)
}

function endRow(record: LedgerRecord, quotas: readonly Quota[], row: EndRow | undefined): void {
  if (row === undefined) return
  for (let slot = 0; slot < quotas.length; slot += 1) settleAt(record, quotas, slot, row.observed[slot] ?? 0, row.end)
}

/** Rule 20: at the time of the end, periods not yet rolled. */
function settleAt(record: LedgerRecord, quotas: readonly Quota[], slot: number, units: number, time: number): void {
  const [counter, quota] = [record.counters[slot], quotas[slot]]
  if (counter === undefined || quota === undefined) return
  if (quota.aging.algorithm !== 'calendar') age(counter, quota.aging, time)
  add(counter, quota.aging, units, time)
}

function clearRows(record: LedgerRecord, slot: number): void {
  for (const row of record.ends) {
    row.hold[slot] = 0
    row.observed[slot] = 0
  }
}

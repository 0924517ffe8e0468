import { ID_TTL_MS, LATE_MS, MAX_LATE, MAX_MARKS, type Quota } from '@llm-limit/core'
import { added, aged, type Counter, carried, settledOf } from './counter.js'

/** One key of the model. `broughtTo` copies it; all but the new map of counters is replaced, never changed in place. */
export interface ReferenceRecord {
  readonly key: string
  last: number
  rung: number
  floor: number
  /** By name, each with the specs of the last call that named it. */
  counters: Map<string, Counter>
  /** Open reservations, in order of opening. */
  leases: readonly Lease[]
  /** Ended and estimated ones, in the order in which they became so. */
  late: readonly LateRow[]
  marks: readonly Mark[]
  repeats: readonly RepeatRow[]
  /** Not home: what ends when, one row an instant and counter. */
  wheel: readonly WheelRow[]
}

/** What a reservation holds on one quota of one record. */
export interface Share {
  readonly key: string
  readonly counter: string
  readonly hold: bigint
  /** Known to be used while it is open; what was charged afterwards. */
  readonly observed: bigint
  /** Start of the calendar period it opened in; undefined when it never opened in one. */
  readonly period: number | undefined
}

export interface Grant {
  readonly step: number
  readonly offer: number
  readonly rung: number
  readonly output: number
}

export interface Lease {
  readonly id: string
  readonly end: number
  readonly repeatFactor: number
  /** Step 0, then the newest raises in the order of their steps. */
  readonly grants: readonly Grant[]
  readonly shares: readonly Share[]
}

export interface LateRow {
  readonly id: string
  readonly status: 'ended' | 'estimated'
  /** When it ended or was estimated. */
  readonly since: number
  readonly shares: readonly Share[]
}

export interface Mark {
  readonly id: string
  readonly closedAt: number
}

export interface RepeatRow {
  readonly fingerprint: number
  readonly count: number
  readonly until: number
}

export interface WheelRow {
  readonly end: number
  readonly counter: string
  readonly hold: bigint
  readonly observed: bigint
}

export function emptyRecord(key: string): ReferenceRecord {
  const lists = { leases: [], late: [], marks: [], repeats: [], wheel: [] }
  return { key, last: 0, rung: 0, floor: 0, counters: new Map(), ...lists }
}

/**
 * A copy under the quotas of a call, brought to `now` (rules 10 and 2). As 'reshaped' it counts these quotas and no others,
 * as 'kept' those that it counted before.
 */
export function broughtTo(
  stored: ReferenceRecord,
  quotas: readonly Quota[],
  now: number,
  as: 'reshaped' | 'kept',
): ReferenceRecord {
  const record = { ...stored }
  if (as === 'reshaped') takeQuotas(record, quotas)
  else takeSpecs(record, quotas)
  endLeases(record, now)
  rollCounters(record, now)
  dropPast(record, now)
  return record
}

/** Units used of a quota of a record that is brought to now: nothing of a counter that is gone. */
export function usedOf(record: ReferenceRecord, counter: string): bigint {
  if (!record.counters.has(counter)) return 0n
  return settledOf(counterOf(record, counter)) + heldOf(record, counter)
}

export function heldOf(record: ReferenceRecord, counter: string): bigint {
  let held = 0n
  for (const lease of record.leases) {
    const share = shareOf(lease.shares, record.key, counter)
    if (belongs(share, counterOf(record, counter))) held += share.hold
  }
  for (const row of record.wheel) if (row.counter === counter) held += row.hold
  return held
}

export function counterOf(record: ReferenceRecord, name: string): Counter {
  const counter = record.counters.get(name)
  if (counter === undefined) throw new Error(`no counter ${name}`)
  return counter
}

/** A quota that came after the reservation opened, or that was gone meanwhile, has nothing of it, and no period of it either. */
export function shareOf(shares: readonly Share[], key: string, counter: string): Share {
  const share = shares.find((each) => each.key === key && each.counter === counter)
  return share ?? { key, counter, hold: 0n, observed: 0n, period: undefined }
}

/** Rule 6: a lease touches its own period only. */
export function belongs(share: Share, counter: Counter): boolean {
  return counter.algorithm !== 'calendar' || share.period === counter.period
}

/** Rule 27: rows past their time and, of more than MAX_LATE, the oldest. Both stand at the front. */
export function trimLate(record: ReferenceRecord, now: number): void {
  const surplus = record.late.length - MAX_LATE
  const gone = record.late.filter((row, index) => index < surplus || row.since + LATE_MS <= now)
  record.late = record.late.slice(gone.length)
  for (const { id } of gone) markClosed(record, id, now)
}

/** Rule 28. */
export function markClosed(record: ReferenceRecord, id: string, now: number): void {
  record.marks = [...record.marks, { id, closedAt: now }]
  const oldest = record.marks[0]
  if (record.marks.length <= MAX_MARKS || oldest === undefined) return
  record.marks = record.marks.slice(1)
  record.floor = Math.max(record.floor, oldest.closedAt)
}

/** Rule 10. Leases and the wheel lose what belonged to a dropped counter, for good. */
function takeQuotas(record: ReferenceRecord, quotas: readonly Quota[]): void {
  const names = new Set(quotas.map((quota) => quota.counter))
  const kept = (share: Share) => share.key !== record.key || names.has(share.counter)
  const dropped = [...record.counters.keys()].some((name) => !names.has(name))
  record.counters = new Map(quotas.map(({ counter, aging }) => [counter, carried(record.counters.get(counter), aging)]))
  if (!dropped) return
  record.leases = record.leases.map((lease) => ({ ...lease, shares: lease.shares.filter(kept) }))
  record.late = record.late.map((row) => ({ ...row, shares: row.shares.filter(kept) }))
  record.wheel = record.wheel.filter((row) => names.has(row.counter))
}

/** Rule 10 for all but a reserve: a counter that the record does not have stays away. */
function takeSpecs(record: ReferenceRecord, quotas: readonly Quota[]): void {
  record.counters = new Map(record.counters)
  for (const { counter, aging } of quotas) {
    const known = record.counters.get(counter)
    if (known !== undefined) record.counters.set(counter, carried(known, aging))
  }
}

/** Rules 20 and 21. Periods are not rolled yet, so what ended in an old period still meets it. */
function endLeases(record: ReferenceRecord, now: number): void {
  if (record.leases.length + record.wheel.length === 0) return
  const ended = record.leases.filter((lease) => lease.end <= now).toSorted((a, b) => a.end - b.end)
  record.leases = record.leases.filter((lease) => lease.end > now)
  for (const { id, end, shares } of ended) {
    for (const share of shares) if (share.key === record.key) settleShare(record, share, end)
    record.late = [...record.late, { id, status: 'ended', since: end, shares }]
  }
  const past = record.wheel.filter((row) => row.end <= now).toSorted((a, b) => a.end - b.end)
  record.wheel = record.wheel.filter((row) => row.end > now)
  for (const row of past) settleAt(record, row.counter, row.observed, row.end)
}

function settleShare(record: ReferenceRecord, share: Share, time: number): void {
  if (belongs(share, counterOf(record, share.counter))) settleAt(record, share.counter, share.observed, time)
}

function settleAt(record: ReferenceRecord, counter: string, amount: bigint, time: number): void {
  record.counters.set(counter, added(counterOf(record, counter), amount, time))
}

/** Rule 6: a new period starts without what was held. */
function rollCounters(record: ReferenceRecord, now: number): void {
  for (const [name, before] of record.counters) {
    const after = aged(before, now)
    if (after === before) continue
    record.counters.set(name, after)
    const rolled = before.algorithm === 'calendar' && after.algorithm === 'calendar' && after.period !== before.period
    if (rolled) record.wheel = record.wheel.filter((row) => row.counter !== name)
  }
}

function dropPast(record: ReferenceRecord, now: number): void {
  record.marks = record.marks.filter((mark) => mark.closedAt + ID_TTL_MS > now)
  trimLate(record, now)
}

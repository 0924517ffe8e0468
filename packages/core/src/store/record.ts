import type { Quota } from './quota.js'

/**
 * What a store keeps under one key. Numbers lie flat, so that a million idle subjects fit in memory
 * and a packed record of a shared store decodes into the same shape.
 */
export interface PartitionRecord {
  /** The quotas that `state` was written for, in its order: their slots. */
  quotas: readonly Quota[]
  /** LAST, RUNG, FLOOR, then SETTLED, SINCE, REST, HELD of each slot. */
  state: number[]
  /** Sliding slots: sub-buckets older than the newest, [index, amount, ...] ascending. */
  older: number[][]
  /** Home: open reservations in order of opening. */
  leases: Lease[]
  /** Home: reservations that ended or were estimated and may be corrected once, in order of ending. */
  late: Lease[]
  /** Home: closed ids, [hash, closedAt, ...] in order of closing; only the last MAX_MARKS count. */
  marks: number[]
  /** Home: repeated prompts, [fingerprint, count, until, ...] in order of first admission. */
  repeats: number[]
  /** Other partitions: sums of what ends at one instant, [end, then hold and observed of each slot, ...] ascending. */
  wheel: number[]
}

/** What one open or ended reservation holds; amounts one a quota, over all its partitions in order. Lists are replaced, never written to. */
export interface Lease {
  readonly id: string
  /** Nobody else has the id: it needs no mark when it is closed. */
  readonly isFresh: boolean
  /** Instant at which it ends by itself; once it is late, until when it may be corrected. */
  end: number
  status: 'open' | 'ended' | 'estimated'
  /** The grant of the reserve. */
  readonly offer: number
  readonly rung: number
  readonly output: number
  /** Remembered grants of raises, [step, offer, rung, output, ...]. */
  raises: readonly number[]
  readonly repeatFactor: number
  /** Home quotas at its opening. */
  readonly quotas: readonly Quota[]
  hold: readonly number[]
  /** Known to be used; what was charged once it is not open. */
  observed: readonly number[]
  /** Start of the calendar period it opened in; 0 for other quotas, NO_PERIOD for a counter that was dropped meanwhile. */
  period: readonly number[]
}

/** No period starts here. */
export const NO_PERIOD = -1

/** Store time of the last write, the rung last granted, and the time before which ids are refused. */
export const LAST = 0
export const RUNG = 1
export const FLOOR = 2
const HEADER = 3
export const STRIDE = 4

/** Of a slot: settled amount, what it dates from (newest sub-bucket, period start, tick), remainder of the drain, held amount. */
export const SETTLED = 0
export const SINCE = 1
export const REST = 2
export const HELD = 3

export function read(record: PartitionRecord, slot: number, field: number): number {
  return record.state[HEADER + slot * STRIDE + field] ?? 0
}

export function write(record: PartitionRecord, slot: number, field: number, value: number): void {
  record.state[HEADER + slot * STRIDE + field] = value
}

export function header(record: PartitionRecord, field: number): number {
  return record.state[field] ?? 0
}

/** Shared by all records that have nothing to list: replaced, never written to. */
const NONE: never[] = []

export function emptyRecord(quotas: readonly Quota[]): PartitionRecord {
  return {
    quotas,
    state: new Array<number>(HEADER + quotas.length * STRIDE).fill(0),
    older: NONE,
    leases: NONE,
    late: NONE,
    marks: NONE,
    repeats: NONE,
    wheel: NONE,
  }
}

export function copyRecord(record: PartitionRecord): PartitionRecord {
  return {
    quotas: record.quotas,
    state: record.state.slice(),
    older: record.older.map((list) => list.slice()),
    leases: record.leases.map((lease) => ({ ...lease })),
    late: record.late.map((lease) => ({ ...lease })),
    marks: record.marks.slice(),
    repeats: record.repeats.slice(),
    wheel: record.wheel.slice(),
  }
}

/** Where each of `quotas` lies in the record; -1 for one that it does not count. `undefined` when all lie in the same order. */
export function slotsOf(record: PartitionRecord, quotas: readonly Quota[]): readonly number[] | undefined {
  if (record.quotas === quotas || sameCounters(record.quotas, quotas)) return undefined
  return quotas.map((quota) => record.quotas.findIndex((known) => known.counter === quota.counter))
}

function sameCounters(a: readonly Quota[], b: readonly Quota[]): boolean {
  return a.length === b.length && a.every((quota, slot) => quota.counter === b[slot]?.counter)
}

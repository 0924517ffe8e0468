import { addHeld, addSettled, advance } from './algorithms/counter.js'
import type { Quota } from './quota.js'
import { FLOOR, header, type Lease, type PartitionRecord, read, SINCE, slotsOf } from './record.js'
import { ID_TTL_MS, LATE_MS, MAX_LATE, MAX_MARKS } from './store.js'

const MARKS_LENGTH = 2 * MAX_MARKS

/** Whether anything of the record ends by itself until `now`. */
export function hasEnded(record: PartitionRecord, now: number): boolean {
  if (record.wheel.length > 0 && (record.wheel[0] ?? 0) <= now) return true
  if (record.late.length > 0 && (record.late[0]?.end ?? 0) <= now) return true
  for (const lease of record.leases) if (lease.end <= now) return true
  return false
}

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

/** Ends what is due until `now`, each at its own instant, in order of ending, then of opening. */
export function endDue(record: PartitionRecord, now: number): void {
  const due = record.leases.filter((lease) => lease.end <= now).sort((a, b) => a.end - b.end)
  if (due.length > 0) record.leases = record.leases.filter((lease) => lease.end > now)
  for (const lease of due) endLease(record, lease, now)
  while ((record.wheel[0] ?? Number.POSITIVE_INFINITY) <= now) endWheelRow(record)
  if (record.late.length > 0) closeLate(record, now)
}

function endLease(record: PartitionRecord, lease: Lease, now: number): void {
  eachHomeSlot(record, lease, (slot, quota, i) => {
    if (quota.aging.algorithm !== 'calendar') advance(record, slot, quota.aging, lease.end)
    giveBack(record, slot, quota, lease, i)
    settleInPeriod(record, slot, quota, lease, i, lease.end, lease.observed[i] ?? 0)
  })
  lease.status = 'ended'
  lease.end += LATE_MS
  keepLate(record, lease, now)
}

/** Visits the slots of the record that the lease's home quotas lie in. */
export function eachHomeSlot(
  record: PartitionRecord,
  lease: Lease,
  visit: (slot: number, quota: Quota, index: number) => void,
): void {
  const slots = slotsOf(record, lease.quotas)
  for (let i = 0; i < lease.quotas.length; i += 1) {
    const slot = slots === undefined ? i : (slots[i] ?? -1)
    const quota = record.quotas[slot]
    if (quota !== undefined) visit(slot, quota, i)
  }
}

/** Whether the slot still counts the period the lease opened in. */
export function inPeriod(record: PartitionRecord, slot: number, quota: Quota, lease: Lease, index: number): boolean {
  return quota.aging.algorithm !== 'calendar' || read(record, slot, SINCE) === lease.period[index]
}

export function giveBack(record: PartitionRecord, slot: number, quota: Quota, lease: Lease, index: number): void {
  if (inPeriod(record, slot, quota, lease, index)) addHeld(record, slot, -(lease.hold[index] ?? 0))
}

export function settleInPeriod(
  record: PartitionRecord,
  slot: number,
  quota: Quota,
  lease: Lease,
  index: number,
  at: number,
  amount: number,
): void {
  if (inPeriod(record, slot, quota, lease, index)) addSettled(record, slot, quota.aging, at, amount)
}

/** Keeps an ended or estimated lease for its correction; beyond the most that are kept, the oldest becomes a closed mark. */
export function keepLate(record: PartitionRecord, lease: Lease, now: number): void {
  record.late = [...record.late, lease]
  while (record.late.length > MAX_LATE) {
    const oldest = record.late.shift()
    if (oldest !== undefined) markClosed(record, oldest.hash, now)
  }
}

/** Late leases whose time is over become closed marks. */
function closeLate(record: PartitionRecord, now: number): void {
  const kept = record.late.filter((lease) => lease.end > now)
  for (const lease of record.late) if (lease.end <= now) markClosed(record, lease.hash, now)
  record.late = kept
}

/** Forgets marks whose time is over. */
export function dropMarks(record: PartitionRecord, now: number): void {
  const { marks } = record
  if (marks.length === 0 || (marks[1] ?? 0) + ID_TTL_MS > now) return
  let expired = 0
  while (expired < marks.length && (marks[expired + 1] ?? 0) + ID_TTL_MS <= now) expired += 2
  record.marks = marks.slice(expired)
}

/** Remembers that the id is over, so that a reserve that arrives after its own release is refused. */
export function markClosed(record: PartitionRecord, hash: number, now: number): void {
  const marks = record.marks.length === 0 ? [] : record.marks
  marks.push(hash, now)
  const first = marks.length - MARKS_LENGTH
  if (first > 0) record.state[FLOOR] = Math.max(header(record, FLOOR), marks[first - 1] ?? 0)
  record.marks = first >= MARKS_LENGTH ? marks.slice(first) : marks
}

export function isMarked(record: PartitionRecord, hash: number, now: number): boolean {
  const { marks } = record
  for (let i = Math.max(0, marks.length - MARKS_LENGTH); i < marks.length; i += 2) {
    if (marks[i] === hash && (marks[i + 1] ?? 0) + ID_TTL_MS > now) return true
  }
  return false
}

/** 52 bits of an id: enough to tell 64 of one subject apart. */
export function idHash(id: string): number {
  let high = 0x9e3779b9
  let low = 0x85ebca6b
  for (let i = 0; i < id.length; i += 1) {
    const unit = id.charCodeAt(i)
    high = Math.imul(high ^ unit, 0x9e3779b1)
    low = Math.imul(low ^ unit, 0x5f356495)
  }
  return ((high ^ (high >>> 15)) >>> 6) * 0x4000000 + ((low ^ (low >>> 13)) >>> 6)
}

/** Adds to what ends at `end`; `sign` -1 takes it out again. Amounts in the order of the record's slots. */
export function addToWheel(
  record: PartitionRecord,
  end: number,
  sign: 1 | -1,
  hold: readonly number[],
  observed: readonly number[],
): void {
  const width = 1 + 2 * record.quotas.length
  let row = 0
  while (row < record.wheel.length && (record.wheel[row] ?? 0) < end) row += width
  if (record.wheel[row] !== end) {
    if (sign < 0) return
    record.wheel = [
      ...record.wheel.slice(0, row),
      end,
      ...new Array<number>(width - 1).fill(0),
      ...record.wheel.slice(row),
    ]
  }
  for (let slot = 0; slot < record.quotas.length; slot += 1) {
    const at = row + 1 + 2 * slot
    record.wheel[at] = Math.max(0, (record.wheel[at] ?? 0) + sign * (hold[slot] ?? 0))
    record.wheel[at + 1] = Math.max(0, (record.wheel[at + 1] ?? 0) + sign * (observed[slot] ?? 0))
  }
}

function endWheelRow(record: PartitionRecord): void {
  const width = 1 + 2 * record.quotas.length
  const [end = 0, ...sums] = record.wheel.slice(0, width)
  record.wheel = record.wheel.slice(width)
  record.quotas.forEach((quota, slot) => {
    if (quota.aging.algorithm !== 'calendar') advance(record, slot, quota.aging, end)
    addHeld(record, slot, -(sums[2 * slot] ?? 0))
    addSettled(record, slot, quota.aging, end, sums[2 * slot + 1] ?? 0)
  })
}

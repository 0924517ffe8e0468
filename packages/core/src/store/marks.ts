import { FLOOR, header, type Lease, type PartitionRecord } from './record.js'
import { ID_TTL_MS, MAX_MARKS } from './store.js'

const MARKS_LENGTH = 2 * MAX_MARKS

/** Forgets marks whose time is over. */
export function dropMarks(record: PartitionRecord, now: number): void {
  const { marks } = record
  if (marks.length === 0 || (marks[1] ?? 0) + ID_TTL_MS > now) return
  let expired = 0
  while (expired < marks.length && (marks[expired + 1] ?? 0) + ID_TTL_MS <= now) expired += 2
  record.marks = marks.slice(expired)
}

/** Remembers that the id of a lease is over. */
export function closeId(record: PartitionRecord, { id, isFresh }: Lease, now: number): void {
  if (!isFresh) markClosed(record, idHash(id), now)
}

/** Remembers that the id is over, so that a reserve that arrives after its own release is refused. */
export function markClosed(record: PartitionRecord, hash: number, now: number): void {
  const { marks } = record
  if (marks.length === 0) {
    record.marks = [hash, now]
    return
  }
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

import { type PartitionRecord, read, SETTLED, SINCE, write } from '../record.js'

/**
 * Sliding window of 60 sub-buckets: SETTLED is the sum, SINCE the index of the newest, `older` lists the others.
 * 61 of them count, so the window is never shorter than asked for and at most 1/60 longer.
 */
const SUB_BUCKETS = 60
const NONE: readonly number[] = []

/** Length of one sub-bucket in ms. */
export function subBucketMs(windowMs: number): number {
  return Math.ceil(windowMs / SUB_BUCKETS)
}

/** First sub-bucket that still counts. */
function oldestLive(windowMs: number, now: number): number {
  return Math.floor(now / subBucketMs(windowMs)) - SUB_BUCKETS
}

/** When a sub-bucket counts no more. */
export function slidingEnd(index: number, windowMs: number): number {
  return (index + SUB_BUCKETS + 1) * subBucketMs(windowMs)
}

export function slidingSettled(record: PartitionRecord, slot: number, windowMs: number, now: number): number {
  return settledFrom(record, slot, oldestLive(windowMs, now))
}

function settledFrom(record: PartitionRecord, slot: number, oldest: number): number {
  if (read(record, slot, SINCE) < oldest) return 0
  const older = record.older[slot] ?? NONE
  let sum = read(record, slot, SETTLED)
  for (let i = 0; i < older.length && (older[i] ?? 0) < oldest; i += 2) sum -= older[i + 1] ?? 0
  return sum
}

/** Drops what no longer counts. */
export function advanceSliding(record: PartitionRecord, slot: number, windowMs: number, now: number): void {
  const oldest = oldestLive(windowMs, now)
  const sum = settledFrom(record, slot, oldest)
  const older = record.older[slot]
  if (older !== undefined) {
    let expired = 0
    while (expired < older.length && (older[expired] ?? 0) < oldest) expired += 2
    if (expired > 0) older.splice(0, expired)
    if (sum === 0) older.length = 0
  }
  write(record, slot, SETTLED, sum)
}

/** Adds to the sub-bucket of `now`; the record was advanced to `now`. */
export function addSliding(record: PartitionRecord, slot: number, windowMs: number, now: number, amount: number): void {
  const index = Math.floor(now / subBucketMs(windowMs))
  const since = read(record, slot, SINCE)
  const sum = read(record, slot, SETTLED)
  if (index > since) {
    const newest = sum - olderSum(record, slot)
    if (newest > 0) olderOf(record, slot).push(since, newest)
    write(record, slot, SINCE, index)
  }
  write(record, slot, SETTLED, sum + amount)
}

/** Takes from the newest sub-bucket backwards, from each at most what it has. */
export function subtractSliding(record: PartitionRecord, slot: number, amount: number): void {
  const sum = read(record, slot, SETTLED)
  let rest = amount - Math.min(amount, sum - olderSum(record, slot))
  const older = record.older[slot] ?? []
  for (let i = older.length - 2; i >= 0 && rest > 0; i -= 2) {
    const taken = Math.min(rest, older[i + 1] ?? 0)
    older[i + 1] = (older[i + 1] ?? 0) - taken
    rest -= taken
  }
  while (older.length > 0 && older[older.length - 1] === 0) older.length -= 2
  write(record, slot, SETTLED, sum - (amount - rest))
}

function olderSum(record: PartitionRecord, slot: number): number {
  const older = record.older[slot] ?? NONE
  let sum = 0
  for (let i = 1; i < older.length; i += 2) sum += older[i] ?? 0
  return sum
}

function olderOf(record: PartitionRecord, slot: number): number[] {
  if (record.older.length === 0) record.older = record.quotas.map(() => [])
  return record.older[slot] ?? []
}

/** Instants after `now` at which sub-buckets stop counting, ascending. */
export function slidingExits(record: PartitionRecord, slot: number, windowMs: number, now: number): number[] {
  const indexes = [read(record, slot, SINCE)]
  const older = record.older[slot] ?? NONE
  for (let i = older.length - 2; i >= 0; i -= 2) indexes.unshift(older[i] ?? 0)
  return indexes.map((index) => slidingEnd(index, windowMs)).filter((exit) => exit > now)
}

import { endDue, hasEnded } from './ends.js'
import type { Quota } from './quota.js'
import { copyRecord, type PartitionRecord } from './record.js'
import { reshape, takeSpecs } from './reshape.js'

/**
 * The record as a call finds it at `now`, under the quotas of the call: a copy, or the record itself when nothing is to be done.
 * `as` says whether it is made to count just these quotas (a reserve, a look) or keeps the counters it has.
 */
export function broughtTo(
  record: PartitionRecord,
  quotas: readonly Quota[],
  now: number,
  as: 'reshaped' | 'kept',
): PartitionRecord {
  if (record.quotas === quotas && !hasEnded(record, now)) return record
  const copy = copyRecord(record)
  takeSpecs(copy, quotas)
  if (as === 'reshaped') reshape(copy, quotas)
  endDue(copy, now)
  return copy
}

import type { Granted, PartitionRecord, ReserveCall } from '@llm-limit/core'
import type { Outcome } from './command.js'
import type { Difference } from './difference.js'

/** I16: whether this reply leaves every record as it was. */
export function writesNothing({ kind }: Outcome): boolean {
  return ['refused', 'closed', 'period', 'already', 'invalid'].includes(kind)
}

/** I1: when a call is admitted, nothing that binds it is used above the cap of its offer. */
export function overCap({ partitions, offers }: ReserveCall, { offer, used }: Granted): Difference | undefined {
  const quotas = partitions.flatMap((partition) => partition.quotas)
  for (const [index, { cap }] of (offers.at(offer)?.charges ?? []).entries()) {
    const units = used[index] ?? 0
    if (quotas[index]?.onlyWhile !== undefined || units <= cap) continue
    return { what: `I1: quota ${index} above its cap`, model: `at most ${cap}`, store: `${units}` }
  }
  return undefined
}

/** I9: counters are exact integers, never negative. */
export function brokenCounter(records: readonly PartitionRecord[]): Difference | undefined {
  for (const record of records) {
    const broken = amountsOf(record)
      .map((amounts) => amounts.find(isNoCount))
      .find((units) => units !== undefined)
    if (broken !== undefined) return { what: 'I9: a counter', model: '0 to 2^53 - 1', store: `${broken}` }
  }
  return undefined
}

function amountsOf({ state, wheel, older, leases, late }: PartitionRecord): (readonly number[])[] {
  const lists: (readonly number[])[] = [state, wheel, ...older]
  for (const row of leases) lists.push(row.hold, row.observed)
  for (const row of late) lists.push(row.hold, row.observed)
  return lists
}

function isNoCount(units: number): boolean {
  return !Number.isSafeInteger(units) || units < 0
}

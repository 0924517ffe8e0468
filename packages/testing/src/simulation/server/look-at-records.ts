import type { Lease, PartitionRecord } from '@llm-limit/core'

/** I16: equal in every part. */
export function areSame(a: readonly PartitionRecord[], b: readonly PartitionRecord[]): boolean {
  return a.length === b.length && a.every((record, i) => isSame(record, b[i]))
}

function isSame(a: PartitionRecord, b: PartitionRecord | undefined): boolean {
  if (b === undefined || a.older.length !== b.older.length) return false
  return (
    areEqual(a.state, b.state) &&
    areEqual(a.wheel, b.wheel) &&
    areEqual(a.marks, b.marks) &&
    areEqual(a.repeats, b.repeats) &&
    a.older.every((list, slot) => areEqual(list, b.older[slot])) &&
    areEqual(a.leases.flatMap(numbersOf), b.leases.flatMap(numbersOf)) &&
    areEqual(a.late.flatMap(numbersOf), b.late.flatMap(numbersOf))
  )
}

function numbersOf({ id, end, status, raises, hold, observed, period, ...rest }: Lease): (string | number)[] {
  return [id, end, status, rest.offer, rest.rung, rest.output, ...raises, ...hold, ...observed, ...period]
}

function areEqual(a: readonly unknown[], b: readonly unknown[] | undefined): boolean {
  if (a.length !== b?.length) return false
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false
  return true
}

/** I9: an amount of a record that is no count. */
export function brokenAmount(records: readonly PartitionRecord[]): number | undefined {
  for (const { state, wheel, leases } of records) {
    const broken = firstBroken(state) ?? firstBroken(wheel)
    if (broken !== undefined) return broken
    for (const { hold, observed } of leases) {
      const amount = firstBroken(hold) ?? firstBroken(observed)
      if (amount !== undefined) return amount
    }
  }
  return undefined
}

function firstBroken(list: readonly number[]): number | undefined {
  for (let i = 0; i < list.length; i += 1) {
    const units = list[i]
    if (units !== undefined && !(Number.isSafeInteger(units) && units >= 0)) return units
  }
  return undefined
}

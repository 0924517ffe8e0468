import type { PartitionRecord } from '@llm-limit/core'

/** I16: equal in every part, however deep. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const entries = Object.entries(a)
  const others = new Map<string, unknown>(Object.entries(b))
  return entries.length === others.size && entries.every(([key, value]) => isSame(value, others.get(key)))
}

/** I9: an amount of a record that is no count. */
export function brokenAmount(records: readonly PartitionRecord[]): number | undefined {
  for (const { state, wheel, leases } of records) {
    const broken = state.find(isNoCount) ?? wheel.find(isNoCount)
    if (broken !== undefined) return broken
    for (const { hold, observed } of leases) {
      const amount = hold.find(isNoCount) ?? observed.find(isNoCount)
      if (amount !== undefined) return amount
    }
  }
  return undefined
}

function isNoCount(units: number): boolean {
  return !Number.isSafeInteger(units) || units < 0
}

import { most } from './amounts.js'
import { belongs, counterOf, type Lease, type ReferenceRecord, type Share, shareOf } from './reference-record.js'
import type { Place, View } from './view.js'

/** Puts `next` in the place of `lease`: home keeps the rows, the other records their sums by end (rule 21). */
export function replaceLease(view: View, lease: Lease | undefined, next: Lease | undefined): void {
  const { home } = view
  if (lease === undefined) home.leases = next === undefined ? home.leases : [...home.leases, next]
  else home.leases = home.leases.flatMap((each) => (each.id === lease.id ? (next ?? []) : each))
  for (const place of view.places) {
    if (place.record === home || place.isGone) continue
    if (lease !== undefined) moveSum(place, lease, -1n)
    if (next !== undefined) moveSum(place, next, 1n)
  }
}

/**
 * What a reservation has of every quota after this call, `holds` and `observed` one a quota; nothing of those that are gone.
 * It keeps the periods of `before`; without it, it opens in the present ones.
 */
export function sharesOf(
  { places }: View,
  before: readonly Share[] | undefined,
  holds: readonly bigint[],
  observed: readonly bigint[],
): Share[] {
  return places.flatMap(({ record, quota, isGone }, index) => {
    if (isGone) return []
    const period =
      before === undefined ? periodOf(record, quota.counter) : shareOf(before, record.key, quota.counter).period
    const share = { key: record.key, counter: quota.counter, period }
    return { ...share, hold: holds[index] ?? 0n, observed: observed[index] ?? 0n }
  })
}

export function openLease(home: ReferenceRecord, id: string): Lease | undefined {
  return home.leases.find((lease) => lease.id === id)
}

function periodOf(record: ReferenceRecord, name: string): number | undefined {
  const counter = counterOf(record, name)
  return counter.algorithm === 'calendar' ? counter.period : undefined
}

function moveSum({ record, quota: { counter } }: Place, lease: Lease, sign: bigint): void {
  const share = shareOf(lease.shares, record.key, counter)
  if (!belongs(share, counterOf(record, counter))) return
  const isRow = (row: { end: number; counter: string }) => row.end === lease.end && row.counter === counter
  const row = record.wheel.find(isRow) ?? { end: lease.end, counter, hold: 0n, observed: 0n }
  const hold = most(0n, row.hold + sign * share.hold)
  const observed = most(0n, row.observed + sign * share.observed)
  record.wheel = [...record.wheel.filter((each) => !isRow(each)), { ...row, hold, observed }]
}

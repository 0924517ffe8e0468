import type { Charge } from '../store/store.js'
import type { PlanList } from './plan-lists.js'

/** How much of each quota's window has passed, from 0 to 1; 1 where it is no period of the calendar: other windows pace by themselves. */
export function passedShares(lists: readonly PlanList[], now: number): number[] {
  return lists.flatMap(({ list }) =>
    list.at(now).map(({ aging, ladder }) => {
      if (!ladder || aging.algorithm !== 'calendar') return 1
      const [, startMs, endMs] = aging.boundaries
      return Math.min(1, Math.max(0, (now - startMs) / (endMs - startMs)))
    }),
  )
}

/** Charges of a rung that fills no quota faster than its window passes, and `pace` of its ceiling at any time. */
export function pacedCharges(charges: readonly Charge[], pace: number, passed: readonly number[]): readonly Charge[] {
  return charges.map((charge, i) => {
    const share = Math.max(pace, passed[i] ?? 1)
    return share === 1 ? charge : { ...charge, cap: Math.floor(charge.cap * share) }
  })
}

import type { Quota } from '@llm-limit/core'
import type { Account, Grant } from '../app/books.js'
import type { Scenario } from '../scenario/scenario.js'
import type { Forgotten } from '../server/deployment.js'
import type { Write } from '../server/simulated-server.js'
import type { World } from '../world.js'

/** One calendar counter in one period. */
interface Place {
  readonly key: string
  readonly counter: string
  readonly period: number
}

export interface SpendFinding extends Place {
  readonly spent: number
  readonly ceiling: number
  /** What writes were worth that were acknowledged and then lost. */
  readonly lost: number
}

/** What a server does not know. */
export interface Gone {
  readonly missing: readonly Write[]
  readonly forgotten: readonly Forgotten[]
}

/**
 * I4, I1b: what was promised to the app and what it has spent of that never passes the ceiling by more than the writes cost that
 * were acknowledged and lost. Every item is what it was worth when it was told, whatever the store thinks of it now.
 */
export function overspend(
  { scenario, count }: World,
  accounts: readonly Account[],
  { quotas, periods, partitions }: Grant,
  gone: Gone,
  storeMs: number,
): SpendFinding | undefined {
  const keys = partitions.flatMap((partition) => partition.quotas.map(() => partition.key))
  for (const [i, quota] of quotas.entries()) {
    if (quota.aging.algorithm !== 'calendar' || quota.onlyWhile !== undefined) continue
    const place = { key: keys[i] ?? '', counter: quota.counter, period: periods[i] ?? 0 }
    const ceiling = ceilingOf(scenario, quota)
    const lost = lostIn(place, gone)
    const spent = accounts.reduce((sum, account) => sum + securedIn(place, account, storeMs), 0)
    if (spent > ceiling) count('admitted above a ceiling after losses')
    if (spent > ceiling + lost) return { ...place, spent, ceiling, lost }
  }
  return undefined
}

/** Most units of a quota that the ladder lets anybody fill. */
export function ceilingOf({ policy: { ladder } }: Scenario, { limit, ladder: isOnLadder }: Quota): number {
  if (!isOnLadder || ladder === 'wall') return limit
  const percent = ladder?.at(-1)?.at ?? 120
  return Math.floor((limit * percent) / 100)
}

/** What an account has of a counter, as far as it was told to be its own. */
function securedIn(place: Place, account: Account, storeMs: number): number {
  const { grant, due, isExact, wasEstimated, attempts, local } = account
  if (grant === undefined || local !== undefined || attempts.every(({ outcome }) => outcome !== 'admitted')) return 0
  const i = indexOf(place, grant)
  if (i < 0) return 0
  const asked = Math.max(0, (grant.hold[i] ?? 0) - (grant.grown[i] ?? 0))
  const base = storeMs < grant.end || grant.isSettled ? asked : Math.min(asked, grant.observed[i] ?? 0)
  if (due === undefined) return base
  return isExact && !wasEstimated ? Math.min(due[i] ?? 0, base) : 0
}

function indexOf(
  { key, counter, period }: Place,
  { partitions, periods }: Pick<Grant, 'partitions' | 'periods'>,
): number {
  let index = 0
  for (const partition of partitions) {
    for (const quota of partition.quotas) {
      if (partition.key === key && quota.counter === counter && periods[index] === period) return index
      index += 1
    }
  }
  return -1
}

function lostIn(place: Place, { missing, forgotten }: Gone): number {
  let units = 0
  for (const { operation, entry, isAcknowledged } of missing) {
    if (!isAcknowledged) continue
    const { partitions } = operation.do === 'reserve' ? operation.call : operation.reservation
    const i = indexOf(place, { partitions, periods: entry.periods })
    if (i >= 0) units += entry.secured[i] ?? 0
  }
  for (const { key, counter, used } of forgotten) if (key === place.key && counter === place.counter) units += used
  return units
}

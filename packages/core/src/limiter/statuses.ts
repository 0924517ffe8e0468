import { shareOf } from '../amounts.js'
import type { Ladder } from '../policy/ladder.js'
import type { Plan } from '../policy/plan.js'
import { grainOf, type PolicyQuota } from '../policy/quota-list.js'
import { fallsTo } from '../store/falls-to.js'
import type { Aging } from '../store/quota.js'
import type { PartitionRecord } from '../store/record.js'
import type { Partition } from '../store/store.js'
import type { Phase, Scope, Unit } from '../words.js'

/** Where one quota stands, in shown units. */
export interface QuotaStatus {
  readonly name: string
  readonly unit: Unit
  readonly scope: Scope
  readonly limit: number
  /** Held amounts included. */
  readonly used: number
  /** Whole units left below 100 %; 0 when there are none. */
  readonly remaining: number
  /** Whole percent of the limit in use. */
  readonly percent: number
  readonly windowSeconds: number | undefined
  /** Until more becomes available, in ms; undefined where only a look into the store could tell. */
  readonly moreAfterMs: number | undefined
}

/** What a user may see: quotas of the user and the organisation, not what the whole app shares. */
export function statusesOf(
  plan: Plan,
  partitions: readonly Partition[],
  used: readonly number[],
  now: number,
): QuotaStatus[] {
  const statuses: QuotaStatus[] = []
  let index = 0
  for (const { quotas } of partitions) {
    for (const { aging } of quotas) {
      const quota = plan.quotas[index]
      const amount = used[index] ?? 0
      index += 1
      if (quota !== undefined && isShown(quota)) statuses.push(statusOf(quota, amount, periodEndsAfter(aging, now)))
    }
  }
  return statuses
}

function periodEndsAfter(aging: Aging, now: number): number | undefined {
  if (aging.algorithm !== 'calendar') return undefined
  for (const boundary of aging.boundaries) if (boundary > now) return boundary - now
  return undefined
}

export function isShown(quota: PolicyQuota): boolean {
  return quota.scope !== 'everyone' && quota.onlyWhile === undefined
}

export function statusOf(quota: PolicyQuota, used: number, moreAfterMs: number | undefined): QuotaStatus {
  const grain = grainOf(quota.unit)
  const { name, unit, scope, limit, windowSeconds } = quota
  return {
    name,
    unit,
    scope,
    limit: limit / grain,
    used: used / grain,
    remaining: Math.max(0, Math.floor((limit - used) / grain)),
    percent: Math.floor(shareOf(used, limit) / 10),
    windowSeconds,
    moreAfterMs,
  }
}

/** Until the counter next falls below what it is now. */
export function moreAfter(
  record: PartitionRecord,
  slot: number,
  partition: Partition,
  used: number,
  now: number,
): number | undefined {
  const aging = partition.quotas[slot]?.aging
  if (aging === undefined || used === 0) return undefined
  const at = fallsTo(record, slot, aging, used - 1, now)
  return Number.isFinite(at) ? at - now : undefined
}

/** The ladder quota with the largest share; undefined without ladder quotas. */
export function tightest(
  plan: Plan,
  used: readonly number[],
): { readonly quota: PolicyQuota; readonly share: number } | undefined {
  let found: PolicyQuota | undefined
  let most = -1
  for (let i = 0; i < plan.quotas.length; i += 1) {
    const quota = plan.quotas[i]
    if (quota?.ladder !== true) continue
    const share = shareOf(used[i] ?? 0, quota.limit)
    if (share <= most) continue
    found = quota
    most = share
  }
  return found === undefined ? undefined : { quota: found, share: most }
}

/** Phase after a grant: the rung's own, else by the tightest share. */
export function phaseOf(plan: Plan, rung: number, used: readonly number[]): Phase {
  if (rung > 0) return plan.ladder.rungs[rung]?.phase ?? 'soft'
  return (tightest(plan, used)?.share ?? 0) >= plan.ladder.warnAt ? 'warning' : 'normal'
}

/** Phase of shares alone, for a look without a call. */
export function phaseByShare(ladder: Ladder, share: number): Phase {
  if (share >= ladder.hardAt) return 'hard'
  if (share >= (ladder.rungs[0]?.ceiling ?? 100) * 10) return ladder.rungs.length > 1 ? 'soft' : 'hard'
  return share >= ladder.warnAt ? 'warning' : 'normal'
}

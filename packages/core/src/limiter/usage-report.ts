import type { Plan } from '../policy/plan.js'
import type { Plans } from '../policy/plans.js'
import { usedIn } from '../store/operations/view.js'
import type { Partition, Store } from '../store/store.js'
import type { Phase } from '../words.js'
import { isShown, moreAfter, phaseByShare, type QuotaStatus, statusOf, tightest } from './statuses.js'

/** Where a subject stands, for people: quotas shared with the whole app are left out. */
export interface UsageReport {
  readonly tier: string
  readonly phase: Phase
  /** Whole percent of the tightest quota. */
  readonly percent: number
  readonly quotas: readonly QuotaStatus[]
  /** Quotas that single operations have of their own. */
  readonly operations: { readonly [operation: string]: readonly QuotaStatus[] }
}

export async function usageReport(
  plans: Plans,
  tier: string,
  store: Store,
  partitionsOf: (plan: Plan) => readonly Partition[],
): Promise<UsageReport> {
  const all = plans.plansOfTier(tier)
  const reports = await Promise.all(all.map((plan) => reportOf(plan, partitionsOf(plan), store)))
  const top = reports.reduce((most, report) => Math.max(most, report.share), 0)
  return {
    tier,
    phase: phaseByShare(plans.ladder, top),
    percent: Math.floor(top / 10),
    quotas: reports[0]?.shared ?? [],
    operations: Object.fromEntries(
      reports.flatMap((report) => (report.own.length > 0 ? [[report.operation, report.own]] : [])),
    ),
  }
}

interface PlanReport {
  readonly operation: string
  readonly share: number
  readonly shared: readonly QuotaStatus[]
  readonly own: readonly QuotaStatus[]
}

async function reportOf(plan: Plan, partitions: readonly Partition[], store: Store): Promise<PlanReport> {
  const { now, records } = await store.peek(partitions)
  const used = usedIn(records, partitions, now)
  const shared: QuotaStatus[] = []
  const own: QuotaStatus[] = []
  let index = 0
  plan.lists.forEach(({ kind, list }, p) => {
    list.quotas.forEach((quota, slot) => {
      const amount = used[index] ?? 0
      index += 1
      const record = records[p]
      const partition = partitions[p]
      if (!isShown(quota) || record === undefined || partition === undefined) return
      const status = statusOf(quota, amount, moreAfter(record, slot, partition, amount, now))
      if (kind === 'operation') own.push(status)
      else shared.push(status)
    })
  })
  return { operation: plan.operation, share: tightest(plan, used)?.share ?? 0, shared, own }
}

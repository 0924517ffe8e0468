import { shareOf } from '../amounts.js'
import type { Plan } from '../policy/plan.js'
import type { Granted, Offers } from '../store/store.js'
import { tightest } from './statuses.js'

/** Why a request was admitted on its rung, in a sentence for the operator. */
export function whyAdmitted(plan: Plan, offers: Offers, { rung, used }: Pick<Granted, 'rung' | 'used'>): string {
  const top = tightest(plan, used)
  if (top === undefined) return 'admitted'
  const begins = rung === 0 ? undefined : beganEarlyAt(plan, offers, rung, plan.quotas.indexOf(top.quota))
  const early = begins === undefined ? '' : `; by its pace the rung begins at ${begins} % now`
  return `admitted on rung ${rung}: '${top.quota.name}' is the tightest at ${Math.floor(top.share / 10)} %${early}`
}

/** Whole percent at which a rung begins, where its pace makes that less than its own. */
function beganEarlyAt({ caps, quotas }: Plan, offers: Offers, rung: number, quota: number): number | undefined {
  const cap = offers.at(rung - 1)?.charges[quota]?.cap ?? 0
  const isEarly = cap < (caps[rung - 1]?.[quota] ?? 0)
  return isEarly ? Math.floor(shareOf(cap, quotas[quota]?.limit ?? 0) / 10) : undefined
}

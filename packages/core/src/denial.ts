import { shareOf, UNSCALED } from './amounts.js'
import type { DenialReason, Denied, Explanation } from './decision.js'
import { affordable, chargeOf, quotasOf, scaleOf } from './fit.js'
import { endDue } from './leases.js'
import type { MeasuredCall, PricedOffer } from './offers.js'
import { usedOf } from './operations/view.js'
import type { Plan } from './plan.js'
import { copyRecord } from './record.js'
import { retryAfterMs } from './retry-after.js'
import { phaseByShare, statusesOf, statusOf, tightest } from './statuses.js'
import type { Partition, Refused } from './store.js'

/** What was asked of the store, as far as a refusal has to be explained. */
export interface Asked {
  readonly plan: Plan
  readonly partitions: readonly Partition[]
  readonly offers: readonly PricedOffer[]
  readonly call: MeasuredCall
  /** Units that the reservation itself gives to each room; a raise has some. */
  readonly own?: readonly number[] | undefined
}

/** Explains a refusal with the records it was decided on. */
export function denialOf(asked: Asked, reply: Refused): Denied {
  const { plan, partitions } = asked
  const records = reply.records.map(copyRecord)
  for (const record of records) endDue(record, reply.now)
  const used = usedOf({ now: reply.now, records }, partitions)
  const wait = retryAfterMs(
    {
      partitions,
      offers: asked.offers.map(({ offer }) => offer),
      weight: plan.weight,
      firstFactor: plan.repeats?.factors[0],
      own: asked.own,
    },
    reply,
  )
  const short = shortQuotas(asked, used, reply.repeatFactor)
  const reason = reasonOf(plan, reply, wait, short)
  const phase = reason === 'budget' ? 'hard' : phaseByShare(plan.ladder, tightest(plan, used)?.share ?? 0)
  return {
    outcome: 'denied',
    reason,
    retryAfterMs: reason === 'too-large' ? Number.POSITIVE_INFINITY : wait,
    phase,
    violated: short.flatMap((i) => (plan.quotas[i] === undefined ? [] : [plan.quotas[i].name])),
    get statuses() {
      return statusesOf(plan, partitions, used, reply.now)
    },
    wouldAdmit: wouldAdmit(asked, used, reply.repeatFactor),
    explain: () => explained(plan, used, short, reason, phase),
  }
}

/** A refusal that no store was asked about. */
export function plainDenial(plan: Plan, reason: DenialReason): Denied {
  return {
    outcome: 'denied',
    reason,
    retryAfterMs: Number.POSITIVE_INFINITY,
    phase: 'normal',
    violated: [],
    statuses: [],
    wouldAdmit: undefined,
    explain: () => explained(plan, [], [], reason, 'normal'),
  }
}

/** Indexes of the quotas that have no room even for the last offer's shortest answer. */
function shortQuotas(
  { plan, partitions, offers, own }: Asked,
  used: readonly number[],
  repeatFactor: number,
): number[] {
  const last = offers[offers.length - 1]?.offer
  if (last === undefined) return []
  const binding = quotasOf(partitions)
  return last.charges.flatMap((charge, i) => {
    const quota = binding[i]
    if (quota === undefined) return []
    const only = quota.onlyWhile
    if (only !== undefined && shareOf(used[only.quota] ?? 0, binding[only.quota]?.limit ?? 0) < only.share) return []
    const need = chargeOf(charge, scaleOf(quota, plan.weight, repeatFactor), last.output.min)
    return need > charge.cap - (used[i] ?? 0) + (own?.[i] ?? 0) ? [i] : []
  })
}

function reasonOf(plan: Plan, reply: Refused, wait: number, short: readonly number[]): DenialReason {
  if (reply.reason === 'leases') return 'busy'
  if (wait === Number.POSITIVE_INFINITY) return 'too-large'
  const quotas = short.map((i) => plan.quotas[i])
  if (quotas.some((quota) => quota?.ladder === true)) return 'budget'
  return quotas.some((quota) => quota?.unit === 'concurrency') ? 'concurrency' : 'wall'
}

/** The longest answer that the last rung could give now, if any. */
function wouldAdmit(
  { plan, partitions, offers, call, own }: Asked,
  used: readonly number[],
  repeatFactor: number,
): Denied['wouldAdmit'] {
  const last = offers[offers.length - 1]
  if (last === undefined) return undefined
  const quotas = quotasOf(partitions)
  const output = last.offer.charges.reduce((least, charge, i) => {
    const quota = quotas[i]
    const scale = quota === undefined ? UNSCALED : scaleOf(quota, plan.weight, repeatFactor)
    return Math.min(least, affordable(charge, scale, charge.cap - (used[i] ?? 0) + (own?.[i] ?? 0)))
  }, last.offer.output.max)
  const tokens = Math.floor(output / call.answers)
  return tokens >= 1 ? { model: last.model, maxOutputTokens: tokens } : undefined
}

function explained(
  plan: Plan,
  used: readonly number[],
  short: readonly number[],
  reason: DenialReason,
  phase: Explanation['phase'],
): Explanation {
  const index = short[0]
  const quota = index === undefined ? undefined : plan.quotas[index]
  const percent =
    quota === undefined || index === undefined ? 0 : Math.floor(shareOf(used[index] ?? 0, quota.limit) / 10)
  return {
    tier: plan.tier,
    operation: plan.operation,
    phase,
    rung: plan.ladder.rungs.length - 1,
    quota: quota?.name,
    percent,
    why:
      quota === undefined
        ? `refused: ${reason}`
        : `refused (${reason}): '${quota.name}' is at ${percent} % and has no room for this call`,
    quotas: plan.quotas.map((each, i) => statusOf(each, used[i] ?? 0, undefined)),
  }
}

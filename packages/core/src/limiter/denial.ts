import { shareOf } from '../amounts.js'
import type { Plan } from '../policy/plan.js'
import { usedIn } from '../store/operations/view.js'
import { retryAfterMs } from '../store/retry-after.js'
import type { Refused } from '../store/store.js'
import { withoutLease } from '../store/without-lease.js'
import type { DenialReason, Denied, Explanation } from './decision.js'
import { type Asked, fitsAlone, shortQuotas, wouldAdmit } from './room.js'
import { phaseByShare, statusesOf, statusOf, tightest } from './statuses.js'

/** Explains a refusal with the records it was decided on. */
export function denialOf(asked: Asked, reply: Refused): Denied {
  const { plan, partitions } = asked
  const used = usedIn(reply.records, partitions, reply.now)
  // What the reservation of a raise holds is room of its own, and stays so however long one waits.
  const { raise } = asked
  const records = raise === undefined ? reply.records : withoutLease(reply.records, partitions, raise.id)
  const rest = records === reply.records ? used : usedIn(records, partitions, reply.now)
  const wait = retryAfterMs(
    {
      partitions,
      offers: asked.offers,
      weight: plan.weight,
      firstFactor: plan.repeats?.factors[0],
      own: raise?.taken.map((taken) => -taken),
    },
    { ...reply, records },
  )
  const short = shortQuotas(asked, rest, reply.repeatFactor)
  const reason = reasonOf(asked, reply, wait, short)
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
    wouldAdmit: reason === 'busy' ? undefined : wouldAdmit(asked, rest, reply.repeatFactor),
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

function reasonOf(asked: Asked, reply: Refused, wait: number, short: readonly number[]): DenialReason {
  const { plan, raise } = asked
  if (reply.reason === 'leases') return 'busy'
  if (wait === Number.POSITIVE_INFINITY && (raise === undefined || !fitsAlone(asked, reply))) return 'too-large'
  const quotas = short.map((i) => plan.quotas[i])
  if (quotas.some((quota) => quota?.ladder === true)) return 'budget'
  return quotas.some((quota) => quota?.unit === 'concurrency') ? 'concurrency' : 'wall'
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

import { shareOf } from '../amounts.js'
import type { MeasuredCall } from '../policy/measured-call.js'
import type { Plan } from '../policy/plan.js'
import { affordable, binds, chargeOf, quotasOf, scaleOf } from '../store/fit.js'
import { dropLease, holdHome, openLease } from '../store/leases.js'
import { usedIn } from '../store/operations/view.js'
import { copyRecord } from '../store/record.js'
import { retryAfterMs } from '../store/retry-after.js'
import type { Partition, Refused } from '../store/store.js'
import { turnWheels } from '../store/wheel.js'
import type { DenialReason, Denied, Explanation } from './decision.js'
import type { Events } from './events.js'
import type { PricedOffer } from './offers.js'
import { phaseByShare, statusesOf, statusOf, tightest } from './statuses.js'

/** What was asked of the store, as far as a refusal has to be explained. */
export interface Asked {
  readonly plan: Plan
  readonly partitions: readonly Partition[]
  readonly offers: readonly PricedOffer[]
  readonly call: MeasuredCall
  /** Of a raise: its reservation, and what of it is spoken for. */
  readonly raise?: { readonly id: string; readonly taken: readonly number[] } | undefined
}

/** Explains a refusal with the records it was decided on. */
export function denialOf(asked: Asked, reply: Refused): Denied {
  const { plan, partitions } = asked
  const used = usedIn(reply.records, partitions, reply.now)
  const others = withoutOwn(asked, reply)
  const rest = others === reply ? used : usedIn(others.records, partitions, reply.now)
  const wait = retryAfterMs(
    {
      partitions,
      offers: asked.offers,
      weight: plan.weight,
      firstFactor: plan.repeats?.factors[0],
      own: asked.raise?.taken.map((taken) => -taken),
    },
    others,
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

/** @returns the denial, told to whoever listens. */
export function tellDenied(
  events: Events,
  { operation, tier }: Plan,
  denied: Denied,
  door: 'request' | 'call',
): Denied {
  const { reason, retryAfterMs, violated } = denied
  events.emit('call-denied', { operation, tier, reason, retryAfterMs, quotas: violated, door })
  return denied
}

/** The records without what the reservation of a raise holds: it is room of its own, and stays so however long one waits. */
function withoutOwn({ partitions, raise }: Asked, reply: Refused): Refused {
  if (raise === undefined) return reply
  const records = reply.records.map(copyRecord)
  const [home] = records
  const lease = home === undefined ? undefined : openLease(home, raise.id)
  if (home === undefined || lease === undefined) return reply
  turnWheels(records, partitions, lease, -1)
  holdHome(home, lease, -1)
  dropLease(home, lease)
  return { ...reply, records }
}

/** Indexes of the quotas that have no room even for the last offer's shortest answer. */
function shortQuotas(
  { plan, partitions, offers, raise }: Asked,
  used: readonly number[],
  repeatFactor: number,
): number[] {
  const last = offers[offers.length - 1]
  if (last === undefined) return []
  const binding = quotasOf(partitions)
  return last.charges.flatMap((charge, i) => {
    const quota = binding[i]
    if (quota === undefined || !binds(quota, { used, quotas: binding })) return []
    const need = chargeOf(charge, scaleOf(quota, plan.weight, repeatFactor), last.output.min)
    return need > charge.cap - (used[i] ?? 0) - (raise?.taken[i] ?? 0) ? [i] : []
  })
}

function reasonOf(asked: Asked, reply: Refused, wait: number, short: readonly number[]): DenialReason {
  const { plan, raise } = asked
  if (reply.reason === 'leases') return 'busy'
  if (wait === Number.POSITIVE_INFINITY && (raise === undefined || !fitsAlone(asked, reply))) return 'too-large'
  const quotas = short.map((i) => plan.quotas[i])
  if (quotas.some((quota) => quota?.ladder === true)) return 'budget'
  return quotas.some((quota) => quota?.unit === 'concurrency') ? 'concurrency' : 'wall'
}

/** Whether a call would fit if nothing had been used: what its own request has used does not make it too large. */
function fitsAlone({ plan, partitions, offers }: Asked, { repeatFactor }: Refused): boolean {
  const quotas = quotasOf(partitions)
  const used = quotas.map(() => 0)
  return offers.some((offer) =>
    offer.charges.every((charge, i) => {
      const quota = quotas[i]
      if (quota === undefined || !binds(quota, { used, quotas })) return true
      return chargeOf(charge, scaleOf(quota, plan.weight, repeatFactor), offer.output.min) <= charge.cap
    }),
  )
}

/** The longest answer that the last rung could give now, if any. */
function wouldAdmit(
  { plan, partitions, offers, call, raise }: Asked,
  used: readonly number[],
  repeatFactor: number,
): Denied['wouldAdmit'] {
  const last = offers[offers.length - 1]
  if (last === undefined) return undefined
  const quotas = quotasOf(partitions)
  const output = last.charges.reduce((least, charge, i) => {
    const quota = quotas[i]
    if (quota === undefined || !binds(quota, { used, quotas })) return least
    const scale = scaleOf(quota, plan.weight, repeatFactor)
    return Math.min(least, affordable(charge, scale, charge.cap - (used[i] ?? 0) - (raise?.taken[i] ?? 0)))
  }, last.output.max)
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

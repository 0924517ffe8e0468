import type { MeasuredCall } from '../policy/measured-call.js'
import type { Plan } from '../policy/plan.js'
import { affordable, binds, chargeOf, quotasOf, scaleOf } from '../store/fit.js'
import type { Partition, Refused } from '../store/store.js'
import type { Denied } from './decision.js'
import type { PricedOffer } from './offers.js'

/** What was asked of the store, as far as a refusal has to be explained. */
export interface Asked {
  readonly plan: Plan
  readonly partitions: readonly Partition[]
  readonly offers: readonly PricedOffer[]
  readonly call: MeasuredCall
  /** Of a raise: its reservation, and what of it is spoken for. */
  readonly raise?: { readonly id: string; readonly taken: readonly number[] } | undefined
}

/** Indexes of the quotas that have no room even for the last offer's shortest answer. */
export function shortQuotas(
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

/** Whether a call would fit if nothing had been used: what its own request has used does not make it too large. */
export function fitsAlone({ plan, partitions, offers }: Asked, { repeatFactor }: Refused): boolean {
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
export function wouldAdmit(
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

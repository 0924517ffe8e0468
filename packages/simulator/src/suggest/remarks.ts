import type { Policy } from '@llm-limit/core'
import { duration, whole } from '../terminal/figures.js'
import { holdsWhole, longestPeriod, PERIOD_MS } from './periods.js'
import type { Proposal } from './suggestion.js'
import type { Survey } from './survey.js'
import type { Target } from './target.js'

/** With fewer users an interval of the bootstrap is too narrow. */
const FEW_USERS = 30

export function remarksOf(
  { spend }: Target,
  { span, isPriced }: Survey,
  { everyone = [] }: Policy,
  proposals: readonly Proposal[],
): string[] {
  const lengthMs = span.lastMs - span.firstMs
  const covers = `The log covers ${duration(lengthMs)}`
  const times = spend === undefined ? 0 : PERIOD_MS[spend.period] / Math.max(1, lengthMs)
  const few = (proposals[0]?.checks ?? []).filter(({ heldBack }) => heldBack.users < FEW_USERS)
  return [
    ...(holdsWhole(span, longestPeriod(span))
      ? []
      : [`${covers}, not one whole hour of the clock: budgets are fitted to parts of hours.`]),
    ...(times > 1.1 ? [`${covers}: spend of a ${spend?.period} is taken to be ${whole(times)} times that.`] : []),
    ...(isPriced ? [] : ['Without prices there are no budgets in money: give the policy, which has them.']),
    ...(everyone.length === 0 ? [] : [`What 'everyone' shares was left out.`]),
    ...few.map(
      ({ what, heldBack }) =>
        `'${what}' was checked on ${heldBack.users} users: too few for the interval to be trusted.`,
    ),
  ]
}

import { ConfigError } from '@llm-limit/core'
import type { UserReport } from '../findings/report.js'
import { bootstrap, type Interval, shareOfNone } from './interval.js'
import { askedUsers, figureOf, goalMeasure, type Measure, spendMeasure } from './measure.js'
import type { Span } from './periods.js'
import type { Check, Verdict } from './suggestion.js'
import { GOAL_WORDS, type Goal, type Spend, type Target } from './target.js'

/** One part of a target, and how it is measured. */
export interface Aim extends Pick<Check, 'what' | 'bound' | 'unit' | 'wanted'> {
  /** Undefined: about all tiers together. */
  readonly tier: string | undefined
  readonly measure: Measure
}

export function aimsOf({ goals, spend }: Target, span: Span, users: number): Aim[] {
  return [...goals.map(goalAim), ...(spend === undefined ? [] : [spendAim(spend, span, users)])]
}

export function goalAim(goal: Goal): Aim {
  const { tier, kind, share } = goal
  const what = `${tier}: ${GOAL_WORDS[kind]}`
  return { what, bound: 'at-least', unit: 'share', wanted: share, tier, measure: goalMeasure(goal) }
}

function spendAim(spend: Spend, span: Span, users: number): Aim {
  const measure = spendMeasure(spend, span, users)
  return {
    what: `spend / ${spend.period}`,
    bound: 'at-most',
    unit: 'nanoUsd',
    wanted: spend.nanoUsd,
    tier: undefined,
    measure,
  }
}

export function isMet({ bound, wanted }: Pick<Aim, 'bound' | 'wanted'>, value: number): boolean {
  return bound === 'at-least' ? value >= wanted : value <= wanted
}

/** @throws ConfigError when nobody was held back whom the aim is about. */
export function checkOf(
  aim: Aim,
  fitting: readonly UserReport[],
  heldBack: readonly UserReport[],
  seed: number,
): Check {
  const { measure, what, bound, unit, wanted } = aim
  const [fitted, held] = [askedUsers(measure, fitting), askedUsers(measure, heldBack)]
  if (held.length === 0)
    throw new ConfigError(`'${aim.what}' cannot be checked: of ${fitted.length + held.length} users none is held back.`)
  const interval = intervalOf(aim, held, seed)
  const value = figureOf(measure, held)
  return {
    what,
    bound,
    unit,
    wanted,
    fitted: { users: fitted.length, value: figureOf(measure, fitted) },
    heldBack: { users: held.length, value, interval },
    verdict: verdictOf(aim, value, interval),
  }
}

function intervalOf({ unit, measure }: Aim, users: readonly UserReport[], seed: number): Interval {
  const isFlawless = unit === 'share' && figureOf(measure, users) === 1
  return isFlawless ? shareOfNone(users.length) : bootstrap(measure, users, seed)
}

function verdictOf(aim: Aim, value: number, { low, high }: Interval): Verdict {
  if (isMet(aim, low) && isMet(aim, high)) return 'met'
  if (!isMet(aim, low) && !isMet(aim, high)) return 'missed'
  return isMet(aim, value) ? 'likely' : 'unlikely'
}

import type { UserReport } from '../findings/report.js'
import { type Aim, checkOf, isMet } from './check.js'
import { leastEnough } from './least.js'
import { figureOf } from './measure.js'
import { LARGEST } from './round-numbers.js'
import type { Proposal } from './suggestion.js'
import type { Generosity, Trial } from './trial.js'

/** The least generous quotas that keep the goals; and where they spend too much, the most generous ones of their kind that do not. */
export async function proposalsOf(aims: readonly Aim[], trial: Trial, seed: number): Promise<Proposal[]> {
  async function propose(
    keeps: Proposal['keeps'],
    generosity: Generosity,
    fitting: readonly UserReport[],
  ): Promise<Proposal> {
    const heldBack = await trial.usersUnder(generosity, 'check')
    const checks = aims.map((aim) => checkOf(aim, fitting, heldBack, seed))
    return { keeps, policy: trial.policyAt(generosity), checks }
  }

  const spend = aims.filter(({ tier }) => tier === undefined)
  const least = await leastForGoals(aims, trial)
  const fitting = await trial.usersUnder(least, 'fit')
  if (areMet(spend, fitting)) return [await propose('all', least, fitting)]
  const within = await withinSpend(spend, least, trial)
  const cheaper = await trial.usersUnder(within, 'fit')
  const goals = await propose('goals', least, fitting)
  return areMet(spend, cheaper) ? [goals, await propose('spend', within, cheaper)] : [goals]
}

function leastForGoals(aims: readonly Aim[], trial: Trial): Promise<Generosity> {
  const tiers = [...new Set(aims.flatMap(({ tier }) => tier ?? []))]
  return leastEnough(tiers, LARGEST, async (tried) => {
    const users = await trial.usersUnder(tried, 'fit')
    return (tier) =>
      areMet(
        aims.filter((aim) => aim.tier === tier),
        users,
      )
  })
}

/** All tiers less generous, by as many steps as it takes. */
async function withinSpend(spend: readonly Aim[], from: Generosity, trial: Trial): Promise<Generosity> {
  const lowered = (steps = 0): Generosity => new Map([...from].map(([tier, at]) => [tier, Math.max(0, at - steps)]))
  const found = await leastEnough(['steps'], Math.max(...from.values()), async (tried) => {
    const users = await trial.usersUnder(lowered(tried.get('steps')), 'fit')
    return () => areMet(spend, users)
  })
  return lowered(found.get('steps'))
}

function areMet(aims: readonly Aim[], users: readonly UserReport[]): boolean {
  return aims.every((aim) => isMet(aim, figureOf(aim.measure, users)))
}

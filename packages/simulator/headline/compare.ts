import { simulate } from '@llm-limit/simulator'
import { budgetAt, demandOf } from './demand.js'
import { type Outcome, OutcomeBooks } from './outcome.js'
import { tracedCalls } from './trace.js'
import { WAYS, type Way } from './ways.js'

export const USERS = 500
export const SEEDS = [1, 2, 3, 4, 5] as const

export interface Setting {
  readonly exponent: number
  /** Of demand, at which the budget is. */
  readonly percentile: number
  /** As of a population. */
  readonly activeMinutes?: number | undefined
}

/** Ways on one setting: by name, an outcome for each seed. */
export interface Comparison {
  readonly setting: Setting
  readonly budgetsNanoUsd: readonly number[]
  readonly demandsNanoUsd: readonly number[]
  readonly outcomes: ReadonlyMap<string, readonly Outcome[]>
}

export async function compare(file: string, setting: Setting, ways: readonly Way[] = WAYS): Promise<Comparison> {
  const { exponent, percentile, activeMinutes } = setting
  const outcomes = new Map<string, Outcome[]>(ways.map(({ name }) => [name, []]))
  const [budgetsNanoUsd, demandsNanoUsd]: [number[], number[]] = [[], []]
  for (const seed of SEEDS) {
    const population = { users: USERS, exponent, seed, activeMinutes }
    const demand = await demandOf(tracedCalls(file, population))
    const budget = budgetAt(demand, percentile)
    budgetsNanoUsd.push(budget)
    demandsNanoUsd.push([...demand.values()].reduce((sum, each) => sum + each, 0))
    const books = ways.map(() => new OutcomeBooks(demand, budget))
    const replays = ways.map((way, i) => ({ ...way.options(budget), seed, onDecision: books[i]?.see.bind(books[i]) }))
    const reports = await simulate(tracedCalls(file, population), replays)
    for (const [i, { name, ceilingPercent }] of ways.entries()) {
      const report = reports[i]
      if (report !== undefined)
        outcomes.get(name)?.push(...[books[i]?.outcome(report, ceilingPercent)].flatMap((each) => each ?? []))
    }
  }
  return { setting, budgetsNanoUsd, demandsNanoUsd, outcomes }
}

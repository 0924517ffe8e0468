import { printTable } from '../harness/sections.js'
import { OURS, PLANTED } from './gates.js'
import { LIMIT, type Outcome, type Scenario } from './scenario.js'

/** By contestant, an outcome for each scenario. */
export type Outcomes = ReadonlyMap<string, readonly Outcome[]>

export function printOutcomes(scenarios: readonly Scenario[], outcomes: Outcomes): void {
  const titles = scenarios.map(({ processes, width }) => `${width.toLocaleString('en')} x ${processes}`)
  print('Units spent / limit, calls at once x processes', titles, outcomes, ({ spent }) => factor(spent))
  print('Calls made', titles, outcomes, ({ admitted }) => admitted.toLocaleString('en'))
  print('Calls refused, and failed', titles, outcomes, ({ refused, failed }) =>
    failed === 0 ? refused.toLocaleString('en') : `${refused.toLocaleString('en')} + ${failed.toLocaleString('en')}`,
  )
}

function print(title: string, titles: readonly string[], outcomes: Outcomes, cell: (outcome: Outcome) => string): void {
  console.log(`\n${title}`)
  printTable([['', ...titles], ...[...outcomes].map(([name, each]) => [name, ...each.map(cell)])])
}

/** Rounded up above one: a unit too many is to be seen. */
function factor(spent: number): string {
  return spent > LIMIT ? (Math.ceil((1000 * spent) / LIMIT) / 1000).toFixed(3) : (spent / LIMIT).toFixed(3)
}

/** What the run showed that must not be: ours above the limit, or a measure that does not see the planted fault. */
export function faultsIn(outcomes: Outcomes): string[] {
  const spentBy = (name: string): number[] => (outcomes.get(name) ?? []).map(({ spent }) => spent)
  const over = OURS.filter((name) => spentBy(name).some((spent) => spent > LIMIT))
  const isBlind = !spentBy(PLANTED).every((spent) => spent > LIMIT)
  return [
    ...over.map((name) => `${name}: more was spent than the limit.`),
    ...(isBlind ? [`${PLANTED}: was not seen to spend more than the limit.`] : []),
  ]
}

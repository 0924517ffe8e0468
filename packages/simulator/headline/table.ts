import { type Comparison, SEEDS, USERS } from './compare.js'
import { type Outcome, sum } from './outcome.js'
import { WALL } from './ways.js'

const HEADER = [
  '',
  'refused',
  'of all',
  'vs. wall',
  'overrun',
  'above 100 %',
  'in full',
  'spend',
  'refused < 1.5x',
  'less for nothing',
]

/** A table of one setting: means of all seeds. */
export function linesOf({ setting, budgetsNanoUsd, demandsNanoUsd, outcomes }: Comparison): string[] {
  const wall = mean(outcomes.get(WALL) ?? [], ({ refused }) => refused)
  const rows = [...outcomes].map(([name, each]) => rowOf(name, each, wall))
  const budget = `$${(sum(budgetsNanoUsd) / budgetsNanoUsd.length / 1e9).toFixed(3)}`
  const demand = `$${(sum(demandsNanoUsd) / demandsNanoUsd.length / 1e9).toFixed(2)}`
  const active =
    setting.activeMinutes === undefined ? '' : `, each user within ${setting.activeMinutes} minutes of his own`
  return [
    `Zipf ${setting.exponent}${active}, budget at the ${setting.percentile}th percentile of demand: ${budget} an hour for each of ${USERS} users, who want ${demand}; means of ${SEEDS.length} seeds`,
    ...aligned([HEADER, ...rows]).map((line) => `  ${line}`),
  ]
}

function rowOf(name: string, outcomes: readonly Outcome[], wall: number): string[] {
  const refused = mean(outcomes, (each) => each.refused)
  return [
    name,
    Math.round(refused).toLocaleString('en-US'),
    percent(mean(outcomes, (each) => each.refused / each.requests)),
    name === WALL ? '' : signed(refused / wall - 1),
    percent(overrunOf(outcomes)),
    percent(mean(outcomes, (each) => each.beyondLimitNanoUsd / each.spentNanoUsd)),
    percent(mean(outcomes, (each) => each.servedInFull)),
    `$${(mean(outcomes, (each) => each.spentNanoUsd) / 1e9).toFixed(2)}`,
    Math.round(mean(outcomes, (each) => each.refusedModest)).toLocaleString('en-US'),
    percent(mean(outcomes, (each) => each.lessForNothing)),
  ]
}

export function overrunOf(outcomes: readonly Outcome[]): number {
  return mean(outcomes, (each) => each.overNanoUsd / each.spentNanoUsd)
}

export function mean(outcomes: readonly Outcome[], figure: (outcome: Outcome) => number): number {
  return sum(outcomes.map(figure)) / outcomes.length
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}

function signed(share: number): string {
  return `${share < 0 ? '-' : '+'}${Math.abs(100 * share).toFixed(1)} %`
}

/** The first column to the left, all others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  return rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  )
}

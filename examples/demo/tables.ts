import type { Outcome } from './compare.js'
import { type Comparison, type Entry, type EntryUnit, holds } from './entries.js'
import { dollars, percent, table, whole } from './figures.js'
import type { Overrun } from './overrun.js'
import type { Replayed } from './replay.js'
import type { Sighting } from './sightings.js'

/** What was replayed, and whether the machine kept up. */
export function replayLines(
  { calls, seconds, latestMs, thinned }: Omit<Replayed, 'userOf'>,
  startMs: number,
): string[] {
  const late = `no call left more than ${(latestMs / 1000).toFixed(2)} s late`
  return [
    `  ${whole(calls)} calls in ${seconds.toFixed(1)} s; ${late}.`,
    ...thinned.map(({ atMs, every }) => {
      const time = new Date(startMs + atMs).toISOString().slice(11, 19)
      return `  This machine could not keep up: after ${time} only every ${every === 2 ? 'second' : `${every}th`} user was there.`
    }),
  ]
}

/** One user's way through the phases. */
export function sightingLines(sightings: readonly Sighting[]): string[] {
  return [
    `What ${sightings[0]?.user ?? 'nobody'} saw, the first time in each phase`,
    ...sightings.flatMap(({ status, fields, detail }) => [
      '',
      `  HTTP ${status}`,
      ...fields.map((field) => `  ${field}`),
      ...(detail === undefined ? [] : [`  "${detail}"`]),
    ]),
  ]
}

/** The books, a line an entry. */
export function bookLines(entries: readonly Entry[]): string[] {
  const comparisons = entries.filter((entry) => 'is' in entry)
  const absences = entries.filter((entry) => 'noneOf' in entry)
  const rows = comparisons.map((entry) => [
    `  ${markOf(entry)} ${entry.what}`,
    amountOf(entry.left[0], entry.unit),
    entry.left[1],
    signOf(entry),
    amountOf(entry.right[0], entry.unit),
    entry.right[1],
  ])
  return [
    ...table('lrllrl', rows),
    ...absences.map((entry) => `  ${markOf(entry)} ${entry.found === 0 ? 'no' : whole(entry.found)} ${entry.noneOf}`),
  ]
}

function markOf(entry: Entry): string {
  return holds(entry) ? '✓' : '✗'
}

function signOf(entry: Comparison): string {
  if (entry.is === '=') return holds(entry) ? '=' : '≠'
  return holds(entry) ? '≤' : '>'
}

function amountOf(amount: number, unit: EntryUnit): string {
  if (unit === 'nanoUsd') return dollars(amount, 9)
  return unit === 'percent' ? percent(amount / 100) : whole(amount)
}

/** One hour, kept in several ways. */
export function comparisonLines(outcomes: readonly Outcome[], calls: number): string[] {
  return table('lrrrrrrrr', [
    ['', 'served', 'refused', '', 'degraded', 'spent', 'beyond 100 %', 'overrun', 'its bound'],
    ...outcomes.map(({ name, count, overruns }) => [
      `  ${name}`,
      whole(count.admitted),
      whole(count.refused),
      percent(count.refused / calls),
      whole(count.degraded),
      dollars(count.nanoUsd),
      both(overruns, 'beyondLimit'),
      both(overruns, 'beyondCeiling'),
      both(overruns, 'bound'),
    ]),
  ])
}

/** Tokens of those whose budget is in tokens, dollars of the others. */
function both(overruns: readonly Overrun[], figure: 'beyondLimit' | 'beyondCeiling' | 'bound'): string {
  const amountIn = (unit: string): number => overruns.find(({ quota }) => quota.startsWith(unit))?.[figure] ?? 0
  const [tokens, nanoUsd] = [amountIn('tokens'), amountIn('usd')]
  return tokens + nanoUsd === 0 ? 'none' : `${whole(tokens)} tokens, ${dollars(nanoUsd)}`
}

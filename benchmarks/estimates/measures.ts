import type { Foretold } from './foretell.js'

/** Of a trace, the first part of which is for learning only. */
const WARM_UP = 0.2

export function afterWarmUp<Item>(items: readonly Item[]): readonly Item[] {
  return items.slice(Math.floor(items.length * WARM_UP))
}

/** Percent of calls that needed no more than what was foretold. */
export function coverage(calls: readonly Foretold[]): number {
  return (100 * calls.filter(({ visit, hold }) => visit.outputTokens <= hold).length) / calls.length
}

/** The same in each tenth of the time. */
export function coverageByTenth(calls: readonly Foretold[]): number[] {
  const [first, last] = [calls[0]?.visit.atMs ?? 0, calls.at(-1)?.visit.atMs ?? 0]
  const tenthOf = ({ visit }: Foretold): number => Math.min(9, Math.floor((10 * (visit.atMs - first)) / (last - first)))
  return Array.from({ length: 10 }, (_, tenth) => coverage(calls.filter((call) => tenthOf(call) === tenth)))
}

/** Mean pinball loss as a share of that of the best constant, which is found in hindsight. */
export function lossAgainstConstant(calls: readonly Foretold[], quantile: number): number {
  const lengths = calls.map(({ visit }) => visit.outputTokens).sort((a, b) => a - b)
  const best = lengths[Math.ceil(quantile * lengths.length) - 1] ?? 0
  const loss = (length: number, foretold: number): number =>
    length >= foretold ? (length - foretold) * quantile : (foretold - length) * (1 - quantile)
  const sum = (foretold: (call: Foretold) => number): number =>
    calls.reduce((total, call) => total + loss(call.visit.outputTokens, foretold(call)), 0)
  return sum(({ hold }) => hold) / sum(() => best)
}

/** Percent by which the means that were foretold differ from the truth. */
export function bias(calls: readonly Foretold[]): number {
  const foretold = calls.reduce((sum, { mean }) => sum + mean, 0)
  return 100 * (foretold / calls.reduce((sum, { visit }) => sum + visit.outputTokens, 0) - 1)
}

export function meanHold(calls: readonly Foretold[]): number {
  return calls.reduce((sum, { hold }) => sum + hold, 0) / calls.length
}

export function medianUse(calls: readonly Foretold[]): number {
  const lengths = calls.map(({ visit }) => visit.outputTokens).sort((a, b) => a - b)
  return lengths[Math.ceil(lengths.length / 2) - 1] ?? 0
}

import { BINS, tokensAt } from './bins.js'
import type { Histogram } from './histogram.js'

/** Answers of other inputs count together like this many of one's own. */
const SHRINKAGE = 5

/** What is believed of the answer to an input of some size: what was seen of such inputs, leaning on all inputs and on the prior. */
export interface Belief {
  readonly own: Histogram | undefined
  readonly all: Histogram
  readonly prior: Histogram
}

/** The length that a share `level` of all answers does not exceed. */
export function quantileOf(belief: Belief, level: number): number {
  const { own, all, prior } = belief
  const lean = leanOf(belief)
  let left = level * ((own?.total ?? 0) + lean * (all.total + prior.total))
  for (let bin = 0; bin < BINS; bin += 1) {
    const weight = (own?.counts[bin] ?? 0) + lean * ((all.counts[bin] ?? 0) + (prior.counts[bin] ?? 0))
    if (weight > 0 && left <= weight) return Math.ceil(tokensAt(bin, left / weight))
    left -= weight
  }
  return Math.ceil(tokensAt(BINS - 1, 1))
}

export function meanOf(belief: Belief): number {
  const { own, all, prior } = belief
  const lean = leanOf(belief)
  const tokens = (own?.tokens ?? 0) + lean * (all.tokens + prior.tokens)
  return tokens / ((own?.total ?? 0) + lean * (all.total + prior.total))
}

/** How lengths from bin `from` on are distributed; all 0 where none is believed possible. */
export function tailOf(belief: Belief, from: number): Float64Array {
  const { own, all, prior } = belief
  const lean = leanOf(belief)
  const tail = new Float64Array(BINS)
  let sum = 0
  for (let bin = from; bin < BINS; bin += 1) {
    const weight = (own?.counts[bin] ?? 0) + lean * ((all.counts[bin] ?? 0) + (prior.counts[bin] ?? 0))
    tail[bin] = weight
    sum += weight
  }
  return sum > 0 ? tail.map((weight) => weight / sum) : tail
}

/** What an answer of all inputs, or of the prior, weighs here. */
function leanOf({ all, prior }: Belief): number {
  const weight = all.total + prior.total
  return Math.min(SHRINKAGE, weight) / weight
}

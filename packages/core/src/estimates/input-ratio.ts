import { BINS, binOf, tokensAt } from './bins.js'
import { countIn, decay, type Histogram } from './histogram.js'

const MOST_CALLS = 512
const FEWEST_CALLS = 20
/** A count that is right to 2 % is left as it is. */
const EXACT_ENOUGH = 0.02
const LEAST = 0.5
const MOST = 2

/** Counts true / estimated input of a call, in thousandths. Each call counts alike: no single one, however long, moves the middle. */
export function countInput(ratios: Histogram, estimated: number, real: number): void {
  if (estimated === 0) return
  const thousandths = Math.round(1000 * Math.min(MOST, Math.max(LEAST, real / estimated)))
  countIn(ratios, binOf(thousandths), thousandths, 1)
  decay(ratios, MOST_CALLS)
}

/** What an estimate is to be multiplied by, the middle of what was seen: 1 until enough is known, and where estimates are exact. */
export function correctionOf(ratios: Histogram): number {
  if (ratios.total < FEWEST_CALLS) return 1
  const factor = middleOf(ratios) / 1000
  return Math.abs(factor - 1) < EXACT_ENOUGH ? 1 : Math.min(MOST, factor)
}

function middleOf({ counts, total }: Histogram): number {
  let left = total / 2
  for (let bin = 0; bin < BINS; bin += 1) {
    const weight = counts[bin] ?? 0
    if (weight > 0 && left <= weight) return tokensAt(bin, left / weight)
    left -= weight
  }
  return 1000
}

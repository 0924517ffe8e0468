import { BINS, tokensAt } from './bins.js'
import { countIn, emptyHistogram, type Histogram } from './histogram.js'

/** Spread of the logarithm of answer lengths: p99 is 4.6 times the median, as in a trace of real conversations. */
const SPREAD = 0.66
const P99 = 2.326

/** What is believed of lengths before any was seen: one answer's weight, lognormal, with `expected` tokens as its p99. */
export function priorOf(expected: number): Histogram {
  const prior = emptyHistogram()
  const middle = Math.log(Math.max(1, expected)) - P99 * SPREAD
  let below = 0
  for (let bin = 0; bin < BINS; bin += 1) {
    const until = bin === BINS - 1 ? 1 : normal((Math.log(tokensAt(bin, 1) + 0.5) - middle) / SPREAD)
    countIn(prior, bin, tokensAt(bin, 0.5), until - below)
    below = until
  }
  return prior
}

/** The normal distribution to 4 digits: https://en.wikipedia.org/wiki/Logistic_distribution#Applications */
function normal(z: number): number {
  return 1 / (1 + Math.exp(-0.07056 * z ** 3 - 1.5976 * z))
}

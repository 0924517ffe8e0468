import { Estimate } from '../../packages/core/src/estimates/estimate.js'
import { inOrder } from './in-order.js'
import { endOf, type Visit } from './traffic.js'

/** What was said of a call when it came, and what it was. */
export interface Foretold {
  readonly visit: Visit
  readonly hold: number
  readonly mean: number
}

export interface ForetoldTrace {
  readonly calls: readonly Foretold[]
  /** Estimated / true cost, each time it was found to drift. */
  readonly drifts: readonly number[]
}

const RATES = { input: 1_250, output: 10_000 }

/** Foretells each call when it comes and learns from it when it ends, as a limiter does. */
export function foretell(visits: readonly Visit[], quantile: number, expected: number): ForetoldTrace {
  const estimate = new Estimate(expected, quantile, false)
  const calls: Foretold[] = []
  const drifts: number[] = []
  inOrder(visits, {
    come(visit) {
      const { hold, mean } = estimate.answerTo(visit.inputTokens)
      calls.push({ visit, hold, mean })
      return endOf(visit, visit.outputTokens)
    },
    end({ inputTokens, outputTokens }) {
      const call = { estimatedInput: inputTokens, inputTokens, outputTokens, isCut: false, rates: RATES }
      const ratio = estimate.learn({ door: 'call', ...call })
      if (ratio !== undefined) drifts.push(ratio)
    },
  })
  return { calls, drifts }
}

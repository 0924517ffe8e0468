import { periodStart } from './periods.js'
import { PERIODS, type Period } from './target.js'

export interface Amounts {
  readonly tokens: number
  readonly nanoUsd: number
}

/** The most that one user wanted in one hour, one day and one month. */
export class PeakDemand {
  readonly #periods = PERIODS.map((period) => ({ period, startMs: Number.NaN, tokens: 0, nanoUsd: 0 }))
  readonly #peaks = PERIODS.map(() => ({ tokens: 0, nanoUsd: 0 }))

  see(atMs: number, wanted: Amounts): void {
    for (const [i, sum] of this.#periods.entries()) {
      const startMs = periodStart(atMs, sum.period)
      if (startMs !== sum.startMs) Object.assign(sum, { startMs, tokens: 0, nanoUsd: 0 })
      sum.tokens += wanted.tokens
      sum.nanoUsd += wanted.nanoUsd
      const peak = this.#peaks[i]
      if (peak === undefined) continue
      peak.tokens = Math.max(peak.tokens, sum.tokens)
      peak.nanoUsd = Math.max(peak.nanoUsd, sum.nanoUsd)
    }
  }

  in(period: Period): Amounts {
    return this.#peaks[PERIODS.indexOf(period)] ?? { tokens: 0, nanoUsd: 0 }
  }
}

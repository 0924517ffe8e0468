import type { QuotaText } from '@llm-limit/core'
import type { Amounts, PeakDemand } from './peak-demand.js'
import { moneyQuota, roundNumber, roundUp, tokenQuota } from './round-numbers.js'
import type { Period } from './target.js'

/** Quotas of a tier by one number: the larger, the more generous. */
export type QuotasAt = (index: number) => readonly QuotaText[]

/**
 * A budget for the longest period that the log shows, in money where there are prices; and where that is not an hour, tokens an hour, so
 * that a script in a loop does not take a month's budget in one. The two are to each other as what users want at most in each, at the share of
 * users that is aimed at.
 */
export function quotaFamily(period: Period, isPriced: boolean, peaks: readonly PeakDemand[], share: number): QuotasAt {
  const unit: keyof Amounts = isPriced ? 'nanoUsd' : 'tokens'
  const inHour = quantile(
    peaks.map((peak) => peak.in('hour').tokens),
    share,
  )
  const inPeriod = quantile(
    peaks.map((peak) => peak.in(period)[unit]),
    share,
  )
  return (index) => {
    const amount = roundNumber(index)
    const budget = isPriced ? moneyQuota(amount, period) : tokenQuota(amount, period)
    if (period === 'hour' || inPeriod === 0) return [budget]
    return [budget, tokenQuota(roundUp((amount * inHour) / inPeriod), 'hour')]
  }
}

function quantile(amounts: readonly number[], share: number): number {
  const sorted = [...amounts].sort((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0
}

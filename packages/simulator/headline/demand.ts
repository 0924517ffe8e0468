import { nanoUsdOf } from '@llm-limit/core'
import { defaultPrices } from '@llm-limit/providers'
import type { CallLog } from '@llm-limit/simulator'
import { userHour } from './trace.js'

export const MODEL = 'gpt-5'

/** What every user wants to spend in every hour, in nanoUsd. */
export type Demand = ReadonlyMap<string, number>

export async function demandOf(log: CallLog): Promise<Demand> {
  const demand = new Map<string, number>()
  for await (const calls of log) {
    for (const call of calls) {
      const hour = userHour(call)
      demand.set(hour, (demand.get(hour) ?? 0) + costOf(MODEL, call.inputTokens, call.outputTokens))
    }
  }
  return demand
}

/** @throws RangeError for a model without a price. */
export function costOf(model: string | undefined, inputTokens: number, outputTokens: number): number {
  const price = model === undefined ? undefined : defaultPrices.priceOf(model)
  if (price === undefined) throw new RangeError(`'${model}' has no price.`)
  return nanoUsdOf(price, { inputTokens, outputTokens })
}

/** The budget that is enough for `percentile` of 100 users in an hour. */
export function budgetAt(demand: Demand, percentile: number): number {
  const sorted = [...demand.values()].sort((a, b) => a - b)
  return sorted[Math.ceil((percentile / 100) * sorted.length) - 1] ?? 0
}

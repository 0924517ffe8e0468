import type { Quota } from '@llm-limit/core'
import { costOf } from './prices.js'

/** What the provider billed. */
export interface Spending {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly nanoUsd: number
}

export function spendingOf(model: string | undefined, inputTokens: number, outputTokens: number): Spending {
  return { inputTokens, outputTokens, nanoUsd: costOf(model, inputTokens, outputTokens) }
}

export function sumOf(all: readonly Spending[]): Spending {
  return all.reduce(
    (sum, each) => ({
      inputTokens: sum.inputTokens + each.inputTokens,
      outputTokens: sum.outputTokens + each.outputTokens,
      nanoUsd: sum.nanoUsd + each.nanoUsd,
    }),
    { inputTokens: 0, outputTokens: 0, nanoUsd: 0 },
  )
}

/** What a request that spent so much is to be charged, a quota each: factors multiply once, over the whole request. */
export function dueOf(quotas: readonly Quota[], spending: Spending, weight: number, factor: number): number[] {
  return quotas.map(({ counter, scaled }) => {
    const units = unitsOf(counter, spending)
    const scale = scaled ? Math.ceil((weight * factor) / 1000) : 1000
    return Math.ceil((units * scale) / 1000)
  })
}

/** A counter begins with the name of its quota, which says what is counted. */
function unitsOf(counter: string, { inputTokens, outputTokens, nanoUsd }: Spending): number {
  if (counter.includes('requests-per')) return 1000
  if (counter.includes('input-tokens-per')) return inputTokens
  if (counter.includes('output-tokens-per')) return outputTokens
  if (counter.includes('tokens-per')) return inputTokens + outputTokens
  if (counter.includes('usd-per')) return nanoUsd
  return 1
}

import type { Usage } from '@llm-limit/core'
import type { ReadCall } from '@llm-limit/providers'
import type { ProviderUnit } from './known-limits.js'

/** What a call counts against each limit of a provider. */
export type Demand = Readonly<Record<ProviderUnit, number>>

/** Output that is taken to come where nobody says how long the answer may get. */
const USUAL_OUTPUT = 1_024

/**
 * What each API counts (docs of the vendors, 2026-10). OpenAI and those after it reserve the input and the whole cap of the answer;
 * Anthropic counts input that missed its cache, and output as it is produced; Gemini counts input only.
 */
export function demandOf(api: string, { inputTokens, maxOutputTokens, choices = 1 }: ReadCall): Demand {
  const output = Math.min(maxOutputTokens ?? USUAL_OUTPUT, isProduced(api) ? USUAL_OUTPUT : Number.MAX_SAFE_INTEGER)
  return {
    requests: 1,
    tokens: api === 'gemini' ? inputTokens : inputTokens + output * choices,
    inputTokens,
    outputTokens: output * choices,
  }
}

/** What it turned out to count. */
export function demandAfter(api: string, demand: Demand, usage: Usage): Demand {
  if (!isProduced(api)) return demand
  const { inputTokens = demand.inputTokens, cacheReadTokens = 0, outputTokens = demand.outputTokens } = usage
  const uncached = Math.max(0, inputTokens - cacheReadTokens)
  return { requests: 1, tokens: uncached + outputTokens, inputTokens: uncached, outputTokens }
}

/** Whether the provider counts what a call really used, which is known when it ends. */
export function isProduced(api: string): boolean {
  return api === 'anthropic-messages'
}

import type { ModelPrice, Prices } from '@llm-limit/core'

/** $1.25 and $10 for a million tokens, and a fifth of it: numbers that a person can check. */
const TABLE: Readonly<Record<string, ModelPrice>> = {
  'gpt-5': { input: 1_250_000, output: 10_000_000, maxOutputTokens: 8_000 },
  'gpt-5-mini': { input: 250_000, output: 2_000_000, maxOutputTokens: 8_000 },
}

export const contractPrices: Prices = {
  priceOf: (model) => (Object.hasOwn(TABLE, model) ? TABLE[model] : undefined),
  cheaperThan: (model) => (model === 'gpt-5' ? 'gpt-5-mini' : undefined),
}

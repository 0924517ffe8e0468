import type { ModelPrice, Prices } from '@llm-limit/core'

/** In nanoUsd per 1,000 tokens. */
const TABLE: Readonly<Record<string, ModelPrice>> = {
  'gpt-5': { input: 1_250_000, output: 10_000_000, maxOutputTokens: 128_000 },
  'gpt-5-mini': { input: 250_000, output: 2_000_000, maxOutputTokens: 128_000 },
}

export const prices: Prices = {
  priceOf: (model) => (Object.hasOwn(TABLE, model) ? TABLE[model] : undefined),
}

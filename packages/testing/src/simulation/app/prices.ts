import type { ModelPrice, Prices } from '@llm-limit/core'

/** NanoUsd for 1,000 tokens; odd ones, so that rounding shows. */
const TABLE: Readonly<Record<string, ModelPrice>> = {
  dear: { input: 15_001, output: 75_003, maxOutputTokens: 8_000 },
  middle: { input: 3_001, output: 15_007, maxOutputTokens: 8_000 },
  cheap: { input: 251, output: 2_003, maxOutputTokens: 8_000 },
}

export const prices: Prices = {
  priceOf: (model) => (Object.hasOwn(TABLE, model) ? TABLE[model] : undefined),
  cheaperThan: (model) => (model === 'dear' ? 'middle' : model === 'middle' ? 'cheap' : undefined),
}

/** What a call costs, rounded up once. */
export function costOf(model: string | undefined, inputTokens: number, outputTokens: number): number {
  const price = model === undefined ? undefined : TABLE[model]
  return price === undefined ? 0 : Math.ceil((inputTokens * price.input + outputTokens * price.output) / 1000)
}

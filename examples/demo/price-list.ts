/** The provider's price list in nanoUsd a token: $1.25 a million is 1,250. Written down here again, to check the limiter's own. */
const PRICES: Readonly<Record<string, { readonly input: number; readonly output: number }>> = {
  'gpt-5': { input: 1_250, output: 10_000 },
  'gpt-5-mini': { input: 250, output: 2_000 },
  'gpt-5-nano': { input: 50, output: 400 },
}

export interface PricedTokens {
  readonly model: string
  readonly inputTokens: number
  readonly outputTokens: number
}

/** @throws RangeError for a model that is not on the list. */
export function nanoUsdOf({ model, inputTokens, outputTokens }: PricedTokens): number {
  const price = PRICES[model]
  if (price === undefined) throw new RangeError(`'${model}' is not on the price list.`)
  return inputTokens * price.input + outputTokens * price.output
}

/** List price of a model: integers, nanoUsd for 1,000 tokens ($1.25 per 1M tokens = 1,250,000). */
export interface ModelPrice {
  readonly input: number
  readonly output: number
  /** Default: `input`. */
  readonly cacheRead?: number | undefined
  /** Default: `input`. */
  readonly cacheWrite?: number | undefined
  /** The whole request costs this once its input is at least `from` tokens. */
  readonly long?: Omit<ModelPrice, 'long' | 'maxOutputTokens'> & { readonly from: number }
  /** Longest answer the model can give, in tokens. */
  readonly maxOutputTokens?: number | undefined
}

/** The port that knows what models cost. */
export interface Prices {
  /** @returns undefined when the model is not priced; it is then never taken as free. */
  priceOf(model: string): ModelPrice | undefined
  /** The model to serve instead when a rung has no map of its own: cheaper in every component, or undefined. */
  cheaperThan?(model: string): string | undefined
}

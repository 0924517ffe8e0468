import type { ServiceTier } from '../words.js'

/** Integers, nanoUsd for 1,000 tokens: $1.25 per 1M tokens = 1,250,000. */
export interface Rates {
  readonly input: number
  readonly output: number
  /** Default: `input`. */
  readonly cacheRead?: number | undefined
  /** Default: `input`. */
  readonly cacheWrite?: number | undefined
  /** Of a cache that is kept for an hour or more. Default: `cacheWrite`. */
  readonly longCacheWrite?: number | undefined
}

/** List price of a model. */
export interface ModelPrice extends Rates {
  /** The whole request costs this once its input is at least `from` tokens. */
  readonly long?: Rates & { readonly from: number }
  /** What a call costs at another service tier, in thousandths of these rates. Default: the same. */
  readonly tiers?: { readonly [Tier in ServiceTier]?: number | undefined } | undefined
  /** Longest answer the model can give, in tokens. */
  readonly maxOutputTokens?: number | undefined
}

/** The port that knows what models cost. */
export interface Prices {
  /** The day the prices were published, as `2026-09-23`: the limiter warns when that is long ago. */
  readonly date?: string | undefined
  /** @returns undefined when the model is not priced; it is then never taken as free. */
  priceOf(model: string): ModelPrice | undefined
  /** The model to serve instead when a rung has no map of its own: cheaper in every component, or undefined. */
  cheaperThan?(model: string): string | undefined
}

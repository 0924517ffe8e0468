import { ConfigError, type ModelPrice } from '@llm-limit/core'

/** Dollars for a million tokens, as price lists print them. */
export interface UsdPerMillion {
  readonly input: number
  readonly output: number
  /** Default: `input`. */
  readonly cacheRead?: number | undefined
  /** Default: `input`. */
  readonly cacheWrite?: number | undefined
  /** Of a cache that is kept for an hour or more. Default: `cacheWrite`. */
  readonly longCacheWrite?: number | undefined
  /** What the whole request costs once its input is at least `from` tokens. */
  readonly long?: (Omit<UsdPerMillion, 'long' | 'tiers' | 'maxOutputTokens'> & { readonly from: number }) | undefined
  /** What a call costs at another service tier, as a factor: `{ priority: 2, flex: 0.5 }`. Default: the same. */
  readonly tiers?: ModelPrice['tiers']
  /** Longest answer of the model, in tokens. */
  readonly maxOutputTokens?: number | undefined
}

/** Dearer is taken for a slip of the unit. */
const MOST_USD = 100_000
const NANO_USD_PER_THOUSAND = 1e6

/**
 * A price for `prices({ overrides })`, rounded up to a billionth of a dollar for 1,000 tokens.
 * @throws ConfigError when a price is not a number from 0 to 100,000.
 */
export function usdPerMillion({ long, tiers, maxOutputTokens, ...rates }: UsdPerMillion): ModelPrice {
  return {
    ...ratesOf(rates),
    ...(long === undefined ? {} : { long: { from: long.from, ...ratesOf(long) } }),
    ...(tiers === undefined ? {} : { tiers: thousandths(tiers) }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  }
}

function thousandths(tiers: NonNullable<UsdPerMillion['tiers']>): ModelPrice['tiers'] {
  return Object.fromEntries(Object.entries(tiers).map(([tier, factor = 1]) => [tier, Math.ceil(factor * 1000)]))
}

function ratesOf({
  input,
  output,
  cacheRead,
  cacheWrite,
  longCacheWrite,
}: Omit<UsdPerMillion, 'long' | 'tiers' | 'maxOutputTokens'>): ModelPrice {
  return {
    input: nanoUsd('input', input),
    output: nanoUsd('output', output),
    ...(cacheRead === undefined ? {} : { cacheRead: nanoUsd('cacheRead', cacheRead) }),
    ...(cacheWrite === undefined ? {} : { cacheWrite: nanoUsd('cacheWrite', cacheWrite) }),
    ...(longCacheWrite === undefined ? {} : { longCacheWrite: nanoUsd('longCacheWrite', longCacheWrite) }),
  }
}

function nanoUsd(name: string, usd: number): number {
  if (!(usd >= 0 && usd <= MOST_USD))
    throw new ConfigError(`The price '${name}' must be dollars for a million tokens, from 0 to 100,000, not ${usd}.`)
  // 0.15 * 1e6 is 150000 exactly after rounding away what doubles add at the 16th digit.
  return Math.ceil(Number((usd * NANO_USD_PER_THOUSAND).toPrecision(15)))
}

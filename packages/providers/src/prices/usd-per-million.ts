import { ConfigError, type ModelPrice } from '@llm-limit/core'

/** Dollars for a million tokens, as price lists print them. */
export interface UsdPerMillion {
  readonly input: number
  readonly output: number
  /** Default: `input`. */
  readonly cacheRead?: number | undefined
  /** Default: `input`. */
  readonly cacheWrite?: number | undefined
  /** What the whole request costs once its input is at least `from` tokens. */
  readonly long?: (Omit<UsdPerMillion, 'long' | 'maxOutputTokens'> & { readonly from: number }) | undefined
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
export function usdPerMillion({ long, maxOutputTokens, ...rates }: UsdPerMillion): ModelPrice {
  return {
    ...ratesOf(rates),
    ...(long === undefined ? {} : { long: { from: long.from, ...ratesOf(long) } }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  }
}

function ratesOf({
  input,
  output,
  cacheRead,
  cacheWrite,
}: Omit<UsdPerMillion, 'long' | 'maxOutputTokens'>): ModelPrice {
  return {
    input: nanoUsd('input', input),
    output: nanoUsd('output', output),
    ...(cacheRead === undefined ? {} : { cacheRead: nanoUsd('cacheRead', cacheRead) }),
    ...(cacheWrite === undefined ? {} : { cacheWrite: nanoUsd('cacheWrite', cacheWrite) }),
  }
}

function nanoUsd(name: string, usd: number): number {
  if (!(usd >= 0 && usd <= MOST_USD))
    throw new ConfigError(`The price '${name}' must be dollars for a million tokens, from 0 to 100,000, not ${usd}.`)
  // 0.15 * 1e6 is 150000 exactly after rounding away what doubles add at the 16th digit.
  return Math.ceil(Number((usd * NANO_USD_PER_THOUSAND).toPrecision(15)))
}

import type { ServiceTier } from '../words.js'
import type { ModelPrice, Rates } from './prices.js'

/** Tokens of a call as they are billed; cache reads and writes are part of the input. */
export interface BilledTokens {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cacheReadTokens?: number | undefined
  readonly cacheWriteTokens?: number | undefined
  readonly longCacheWriteTokens?: number | undefined
}

/** What a call costs in nanoUsd, rounded up once. */
export function nanoUsdOf(price: ModelPrice, tokens: BilledTokens): number {
  const rates = ratesFor(price, tokens.inputTokens)
  const { input, cacheRead = input, cacheWrite = input, longCacheWrite = cacheWrite } = rates
  const read = Math.min(tokens.cacheReadTokens ?? 0, tokens.inputTokens)
  const written = Math.min(tokens.cacheWriteTokens ?? 0, tokens.inputTokens - read)
  const long = Math.min(tokens.longCacheWriteTokens ?? 0, written)
  const plain = tokens.inputTokens - read - written
  const cache = read * cacheRead + (written - long) * cacheWrite + long * longCacheWrite
  return Math.ceil((plain * input + cache + tokens.outputTokens * rates.output) / 1000)
}

/** Most nanoUsd that up to `inputTokens` of input can cost: as if the dearest of plain, cache read and cache write. */
export function mostForInput(price: ModelPrice, inputTokens: number, cachesLong = false): number {
  const short = dearestInput(price, cachesLong)
  const rate = isLong(price, inputTokens) ? Math.max(short, dearestInput(price.long, cachesLong)) : short
  return Math.ceil((inputTokens * rate) / 1000)
}

/** Most nanoUsd of one token of answer, rounded up, to a call with up to that much input. */
export function perOutputToken(price: ModelPrice, inputTokens: number): number {
  const rate = isLong(price, inputTokens) ? Math.max(price.output, price.long.output) : price.output
  return Math.ceil(rate / 1000)
}

/** Whether anything of one price is above the other; never where one is unknown. */
export function isDearer(price: ModelPrice | undefined, than: ModelPrice | undefined): boolean {
  return price !== undefined && than !== undefined && (price.input > than.input || price.output > than.output)
}

/** The price at a service tier. */
export function atTier(price: ModelPrice, tier: ServiceTier | undefined): ModelPrice {
  const thousandths = tier === undefined ? undefined : price.tiers?.[tier]
  if (thousandths === undefined) return price
  const { long, tiers: _, maxOutputTokens, ...rates } = price
  return {
    ...scaled(rates, thousandths),
    ...(long === undefined ? {} : { long: { ...scaled(long, thousandths), from: long.from } }),
    maxOutputTokens,
  }
}

function scaled(rates: Rates, thousandths: number): Rates {
  const scale = (rate: number): number => Math.ceil((rate * thousandths) / 1000)
  const { input, output, cacheRead = input, cacheWrite = input, longCacheWrite = cacheWrite } = rates
  return {
    input: scale(input),
    output: scale(output),
    cacheRead: scale(cacheRead),
    cacheWrite: scale(cacheWrite),
    longCacheWrite: scale(longCacheWrite),
  }
}

function dearestInput(
  { input, cacheRead = 0, cacheWrite = 0, longCacheWrite = 0 }: Rates,
  cachesLong: boolean,
): number {
  return Math.max(input, cacheRead, cacheWrite, cachesLong ? longCacheWrite : 0)
}

function ratesFor(price: ModelPrice, inputTokens: number): Rates {
  return isLong(price, inputTokens) ? price.long : price
}

function isLong(price: ModelPrice, inputTokens: number): price is ModelPrice & { readonly long: Rates } {
  return price.long !== undefined && inputTokens >= price.long.from
}

import type { ModelPrice } from './prices.js'

type Rates = Omit<ModelPrice, 'long' | 'maxOutputTokens'>

/** Tokens of a call as they are billed; cache reads and writes are part of the input. */
export interface BilledTokens {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cacheReadTokens?: number | undefined
  readonly cacheWriteTokens?: number | undefined
}

/** What a call costs in nanoUsd, rounded up once. */
export function nanoUsdOf(price: ModelPrice, tokens: BilledTokens): number {
  const rates = ratesFor(price, tokens.inputTokens)
  const read = Math.min(tokens.cacheReadTokens ?? 0, tokens.inputTokens)
  const written = Math.min(tokens.cacheWriteTokens ?? 0, tokens.inputTokens - read)
  const plain = tokens.inputTokens - read - written
  const cache = read * (rates.cacheRead ?? rates.input) + written * (rates.cacheWrite ?? rates.input)
  return Math.ceil((plain * rates.input + cache + tokens.outputTokens * rates.output) / 1000)
}

/** Most nanoUsd that `inputTokens` of input can cost: as if the dearest of plain, cache read and cache write. */
export function mostForInput(price: ModelPrice, inputTokens: number): number {
  const rates = ratesFor(price, inputTokens)
  return Math.ceil((inputTokens * Math.max(rates.input, rates.cacheWrite ?? 0, rates.cacheRead ?? 0)) / 1000)
}

/** NanoUsd of one token of answer, rounded up, to a call with that much input. */
export function perOutputToken(price: ModelPrice, inputTokens: number): number {
  return Math.ceil(ratesFor(price, inputTokens).output / 1000)
}

/** Whether anything of one price is above the other; never where one is unknown. */
export function isDearer(price: ModelPrice | undefined, than: ModelPrice | undefined): boolean {
  return price !== undefined && than !== undefined && (price.input > than.input || price.output > than.output)
}

function ratesFor(price: ModelPrice, inputTokens: number): Rates {
  return price.long !== undefined && inputTokens >= price.long.from ? price.long : price
}

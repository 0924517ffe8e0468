import type { CountTokens } from './wire.js'

/** Deltas are counted in batches: counting each would round up once a delta. */
const BATCH = 512

/** Counts text that arrives in pieces. */
export interface TokenMeter {
  add(text: string): void
  total(): number
  /** No less than the total, without counting. */
  atMost(): number
}

/** No token is less than a byte, no UTF-16 unit more than three; other models' counts are at most twice that of ours. */
const MOST_TOKENS_PER_UNIT = 6

/** Linear in the text and in the calls of `total`; keeps at most a batch of text and one piece. */
export function createTokenMeter(countTokens: CountTokens): TokenMeter {
  let counted = 0
  let waiting = ''
  let waitingTokens: number | undefined

  function add(text: string): void {
    if (text === '') return
    waiting += text
    waitingTokens = undefined
    if (waiting.length < BATCH) return
    counted += countTokens(waiting)
    waiting = ''
    waitingTokens = 0
  }

  function total(): number {
    if (waiting === '') return counted
    waitingTokens ??= countTokens(waiting)
    return counted + waitingTokens
  }

  function atMost(): number {
    return counted + (waitingTokens ?? waiting.length * MOST_TOKENS_PER_UNIT)
  }

  return { add, total, atMost }
}

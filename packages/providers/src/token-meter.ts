import type { CountTokens } from './wire.js'

/** Deltas are counted in batches: counting each would round up once a delta. */
const BATCH = 512

/** Counts text that arrives in pieces. */
export interface TokenMeter {
  add(text: string): void
  total(): number
}

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
  }

  function total(): number {
    if (waiting === '') return counted
    waitingTokens ??= countTokens(waiting)
    return counted + waitingTokens
  }

  return { add, total }
}

import { ONE } from './estimate/levels.js'
import { restartScan, type Scan, scanText, startScan } from './estimate/scan.js'
import { wordExcess } from './estimate/words.js'
import { ceil } from './globals.js'

/** Counts a text that comes in portions, such as the deltas of a stream. */
export interface TokenCounter {
  /** Adds the next portion, however small: half a word, half an emoji. */
  add(text: string): void
  /**
   * Estimated tokens of all that was added, a whole number from 0 on: what `estimateTokens` says of the whole text,
   * however it was cut. While a word is open it may fall by one.
   */
  readonly count: number
}

export function tokenCounter(): TokenCounter {
  const scan = startScan()
  return {
    add: (text) => scanText(scan, text),
    get count() {
      return tokensOf(scan)
    },
  }
}

/** A scan of a whole text ends before another one begins. */
const whole = startScan()

/**
 * Estimated o200k tokens of `text`, a whole number from 0 on, in one pass of a few nanoseconds a character, whatever
 * the text. Special tokens such as `<|endoftext|>` are plain text, lone surrogates are counted like any character.
 */
export function estimateTokens(text: string): number {
  restartScan(whole)
  scanText(whole, text)
  return tokensOf(whole)
}

function tokensOf(scan: Scan): number {
  return ceil((scan.cost + wordExcess(scan.word)) / ONE)
}

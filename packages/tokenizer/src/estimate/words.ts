import { COST_BITS, IS_LETTER, SCORE_LIMIT } from './layout.js'
import { ONE } from './levels.js'
import { excess } from './tables.js'

/** Scores that no letter falls below in `aaa` and in `ababab`, ASCII and not. */
const REPEATED = 16
const REPEATED_BEYOND_ASCII = 32
const LEAST_OF_LONG_WORD: number = 2 * ONE

/** What the open word costs beyond its first token. */
export function wordExcess(word: number): number {
  return word === 0 ? 0 : (excess[(word % SCORE_LIMIT) + 1] ?? 0)
}

/** What a word costs that is cut: at least two tokens more, and the one that the rest of it begins. */
export function longWordCost(word: number): number {
  return Math.max(LEAST_OF_LONG_WORD, wordExcess(word)) + ONE
}

/** What a letter in a repetition scores more than elsewhere. */
export function repetitionScore(step: number, pair: number, code: number): number {
  if (((step >> IS_LETTER) & 1) === 0) return 0
  return Math.max(0, (code < 0x80 ? REPEATED : REPEATED_BEYOND_ASCII) - (pair >> COST_BITS))
}

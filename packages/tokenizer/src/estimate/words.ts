import { max } from '../globals.js'
import { COST_BITS, IS_LETTER, SCORE_LIMIT } from './layout.js'
import { ONE } from './levels.js'
import { excess } from './tables.js'

/** Scores that no letter falls below in `aaa` and in `ababab`, ASCII and not. */
const REPEATED = 16
const REPEATED_BEYOND_ASCII = 32
const LEAST_OF_LONG_WORD: number = 3 * ONE

/** What the open word costs beyond its first token. */
export function wordExcess(word: number): number {
  return word === 0 ? 0 : (excess[(word % SCORE_LIMIT) + 1] ?? 0)
}

/** What a word costs that is cut: at least three tokens more, and the one that the rest of it begins. */
export function longWordCost(word: number): number {
  return max(LEAST_OF_LONG_WORD, wordExcess(word)) + ONE
}

/** What a letter in a repetition scores more than elsewhere. */
export function repetitionScore(step: number, pair: number, code: number): number {
  const score = pair >> COST_BITS
  const least = code < 0x80 ? REPEATED : REPEATED_BEYOND_ASCII
  return ((step >> IS_LETTER) & 1) === 1 && score < least ? least - score : 0
}

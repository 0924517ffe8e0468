import { max } from '../globals.js'
import { SCORE_LIMIT } from './layout.js'
import { ONE } from './levels.js'
import { excess } from './tables.js'

const LEAST_OF_LONG_WORD: number = 3 * ONE

/** What the open word costs beyond its first token. */
export function wordExcess(word: number): number {
  return word === 0 ? 0 : (excess[(word % SCORE_LIMIT) + 1] ?? 0)
}

/** What a word costs that is cut: at least three tokens more, and the one that the rest of it begins. */
export function longWordCost(word: number): number {
  return max(LEAST_OF_LONG_WORD, wordExcess(word)) + ONE
}

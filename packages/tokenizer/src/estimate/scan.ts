import { AFTER_OTHER, AFTER_OTHER_JOINING_NEWLINE } from './columns.js'
import { ONE } from './levels.js'
import { costInPiece } from './others.js'
import { asciiSteps, stepOf } from './steps.js'
import { excess, pairs } from './tables.js'
import { COST, JOINS_NEWLINE, traitOf, WITHOUT_COLUMN } from './traits.js'
import { longWordCost, repetitionScore, wordExcess } from './words.js'

/** Where a scan stands between two portions of text. */
export interface Scan {
  /** Cost so far, in 1/256 token, without the excess of the word that is open. */
  cost: number
  /** Of the pre-tokenizer, see `moves`. */
  state: number
  /** The row of the character before, for one that is in the same piece. */
  row: number
  /** The word that is open, see `layout`. 0: none is. */
  word: number
  /** The character before, the one before that, and how many in a row were equal to the last but one. */
  before: number
  earlier: number
  repeats: number
}

/** The cost of so many characters stays far below 2^31. */
const BLOCK = 1 << 20

export function startScan(): Scan {
  return { cost: 0, state: 0, row: 0, word: 0, before: 0, earlier: 0, repeats: 0 }
}

export function scanText(scan: Scan, text: string): void {
  for (let from = 0; from < text.length; from += BLOCK) scanBlock(scan, text, from, Math.min(from + BLOCK, text.length))
}

/**
 * What most characters go through has no branches, as hostile text has no rhythm that a processor could predict: `inside` and
 * `ended` are masks, all ones or all zeros. `| 0` keeps a sum an integer for the compiler; without it all this takes thrice as long.
 */
function scanBlock(scan: Scan, text: string, from: number, to: number): void {
  // The layouts, as literals in here: imported names cost a fifth of the time.
  const CELL = 0x7fff
  const COLUMN = 0x7f
  const ROW_BITS = 7
  const STATE = 0xf80
  const COST_BITS = 9
  const COST_MASK = 0x1ff
  const SCORE_MASK = 0x3ff
  const LONGEST_WORD = 0x4000
  const [steps, cells, costs] = [asciiSteps, pairs, excess]

  let { state, row, word, before, earlier, repeats } = scan
  let cost = 0
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at)
    const trait = code < 0x80 ? 0 : traitOf(code)
    const step = (code < 0x80 ? steps[state + code] : stepOf(state, trait)) ?? 0
    const inside = step >> 31
    const ended = (step << 1) >> 31
    const pair = cells[(row & inside) + (step & CELL)] ?? 0
    cost = (cost + ((step >> 20) & 0x100) + (costs[(word + 1) & ended & SCORE_MASK] ?? 0) + (pair & COST_MASK)) | 0
    word = ((word & ~ended) + ((step >> 5) & 0x400) + (pair >> COST_BITS)) | 0
    row = (step & COLUMN) << ROW_BITS
    state = (step >> 16) & STATE
    if (code === earlier) {
      repeats = (repeats + 1) | 0
      if (code === before || repeats > 2) word = (word + repetitionScore(step, pair, code)) | 0
    } else repeats = 0
    if (word >= LONGEST_WORD) {
      cost = (cost + longWordCost(word)) | 0
      word = 0
    }
    if (row === 0) {
      const alone = (trait & ~WITHOUT_COLUMN) >> COST
      const begins = (step >> 28) & 1
      cost = (cost + wordExcess(word) + (begins ? alone - ONE : costInPiece(before, code, alone, repeats))) | 0
      word = 0
      row = (trait & JOINS_NEWLINE ? AFTER_OTHER_JOINING_NEWLINE : AFTER_OTHER) << ROW_BITS
    }
    earlier = before
    before = code
  }
  Object.assign(scan, { cost: scan.cost + cost, state, row, word, before, earlier, repeats })
}

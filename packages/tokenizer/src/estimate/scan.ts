import { min } from '../globals.js'
import { cells, learnCell } from './cells.js'
import { ONE } from './levels.js'
import { costInPiece, costOfLow, isLow, isSurrogate } from './others.js'
import { excess } from './tables.js'
import { COST_ALONE, COST_IN_RUN, KIND_MASK, TRAIT_COST_MASK, traitOf, traits } from './traits.js'
import { longWordCost, wordExcess } from './words.js'

/** Where a scan stands between two portions of text. */
export interface Scan {
  /** Cost so far, in 1/256 token, without the excess of the word that is open. */
  cost: number
  /** Where the cells of the context begin. */
  context: number
  /** The word that is open, see `layout`. 0: none is. */
  word: number
  /** The character before, the one before that, and how many in a row were equal to the last but one. */
  before: number
  earlier: number
  repeats: number
}

/** So short that the engine has seen a scan end before it compiles one: else it throws the code away where the first long text ends. */
const BLOCK = 1 << 12

export function startScan(): Scan {
  return { cost: 0, context: 0, word: 0, before: 0, earlier: 0, repeats: 0 }
}

export function restartScan(scan: Scan): void {
  scan.cost = 0
  scan.context = 0
  scan.word = 0
  scan.before = 0
  scan.earlier = 0
  scan.repeats = 0
}

export function scanText(scan: Scan, text: string): void {
  for (let from = 0; from < text.length; from += BLOCK) scanBlock(scan, text, from, min(from + BLOCK, text.length))
}

/**
 * What most characters go through has no branches, as hostile text has no rhythm that a processor could predict: `ended` is a
 * mask, all ones or all zeros. Nor does the inner loop call anything, which would move its variables out of the registers: it
 * stops for what is rare. `| 0` keeps a sum an integer for the compiler; without it all this takes thrice as long.
 */
function scanBlock(scan: Scan, text: string, from: number, to: number): void {
  // The layouts, as literals in here: imported names cost a fifth of the time.
  const KIND = 0xff
  const CONTEXT = 4
  const CONTEXT_MASK = 0xffc0
  const COST_MASK = 0x3ff
  const ADDED = 20
  const ADDED_MASK = 0x43f
  const SCORE_LIMIT = 0x400
  const SCORE_MASK = 0x3ff
  const LONGEST_WORD = 0x4000
  // The least scores of letters in `aaa` and in `ababab`.
  const REPEATED = 0x400 + 16
  const REPEATED_BEYOND_ASCII = 0x400 + 32
  const [table, known, costs] = [cells, traits, excess]

  let { context, word, before, earlier, repeats } = scan
  let cost = 0
  let at = from
  while (at < to) {
    let code = 0
    let trait = 0
    let cell = 0
    for (; at < to; at++) {
      code = text.charCodeAt(at)
      let kind = code + 1
      trait = 0
      if (code >= 0x80) {
        trait = known[code] ?? 0
        kind = trait & KIND
      }
      cell = table[context + kind] ?? 0
      if (cell === 0) break
      const ended = cell >> 31
      const added = (cell >> ADDED) & ADDED_MASK
      cost = (cost + (cell & COST_MASK) + (costs[(word + 1) & ended & SCORE_MASK] ?? 0)) | 0
      word = ((word & ~ended) + added) | 0
      context = (cell >> CONTEXT) & CONTEXT_MASK
      if (code === earlier) {
        repeats = (repeats + 1) | 0
        const least = code < 0x80 ? REPEATED : REPEATED_BEYOND_ASCII
        if (added >= SCORE_LIMIT && added < least && (code === before || repeats > 2)) word = (word + least - added) | 0
      } else repeats = 0
      if (word >= LONGEST_WORD || trait > KIND) break
      earlier = before
      before = code
    }
    if (at === to) break
    if (cell === 0) {
      learn(context, code)
      continue
    }
    if (word >= LONGEST_WORD) cost = (cost + longWordCost(word)) | 0
    else cost = (cost + wordExcess(word) + costOfOther(before, code, trait, cell, repeats > 0)) | 0
    word = 0
    earlier = before
    before = code
    at++
  }
  scan.cost += cost
  scan.context = context
  scan.word = word
  scan.before = before
  scan.earlier = earlier
  scan.repeats = repeats
}

/** Of a character without a column, which ends whatever word is open. */
function costOfOther(before: number, code: number, trait: number, cell: number, isRepeated: boolean): number {
  const alone = (trait >> COST_ALONE) & TRAIT_COST_MASK
  const beginsPiece = (cell & ONE) !== 0
  if (beginsPiece) return alone - ONE
  if (isSurrogate(code)) return isLow(code) ? costOfLow(before, code, alone) : alone
  return isRepeated && code === before ? trait >> COST_IN_RUN : costInPiece(before, code, alone)
}

function learn(context: number, code: number): void {
  learnCell(context, traitOf(code) & KIND_MASK)
}

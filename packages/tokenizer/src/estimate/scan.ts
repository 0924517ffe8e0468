import { min } from '../globals.js'
import { cells, learnCell } from './cells.js'
import { costInPiece, emojiRefunds } from './others.js'
import { excess } from './tables.js'
import { KIND_MASK, traitOf, traits } from './traits.js'
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
  const ONE = 0x100
  const COST_ALONE = 8
  const COST_IN_RUN = 19
  const TRAIT_COST = 0x7ff
  const [HIGH, LOW] = [0xd800, 0xdc00]
  const [FIRST_EMOJI, LAST_EMOJI] = [0xd83c, 0xd83e]
  const [table, known, costs, refunds] = [cells, traits, excess, emojiRefunds]

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
    else {
      // Runs and emoji get by without a call.
      if (word !== 0) cost = (cost + wordExcess(word)) | 0
      const alone = (trait >> COST_ALONE) & TRAIT_COST
      if ((cell & ONE) !== 0) cost = (cost + alone - ONE) | 0
      else if ((code & 0xfc00) === HIGH) cost = (cost + alone) | 0
      else if ((code & 0xfc00) === LOW && before >= FIRST_EMOJI && before <= LAST_EMOJI)
        cost = (cost + (refunds[((before - FIRST_EMOJI) << 10) | (code & 0x3ff)] ?? 0)) | 0
      else if (repeats > 0 && code === before) cost = (cost + (trait >> COST_IN_RUN)) | 0
      else cost = (cost + costInPiece(before, code, alone)) | 0
    }
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

function learn(context: number, code: number): void {
  learnCell(context, traitOf(code) & KIND_MASK)
}

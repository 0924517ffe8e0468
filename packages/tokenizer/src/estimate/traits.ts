import {
  BLANK as BLANK_KIND,
  classOf,
  DIGIT as DIGIT_KIND,
  LOWER,
  NEWLINE as NEWLINE_KIND,
  SYMBOL as SYMBOL_KIND,
  UPPER,
} from '../character-class.js'
import { letterOf } from './alphabet.js'
import { CONTROL_COLUMN, DIGIT_COLUMN, FIRST_LATIN, FIRST_MARK } from './columns.js'
import { markOf } from './marks.js'
import { BLANK, DIGIT, LOWER_LETTER, NEWLINE, OTHER_LETTER, SPACE, SYMBOL, UPPER_LETTER } from './moves.js'
import { costAlone, joinsNewline } from './others.js'

/**
 * What the scan must know of one UTF-16 unit. In the lowest bits, how it moves the pre-tokenizer. From `COLUMN` on, its column in
 * the table of pairs; a trait from `WITHOUT_COLUMN` on has instead what the character costs alone, and whether a newline joins it.
 */
export const MOVE = 7
export const COLUMN = 3
export const WITHOUT_COLUMN = 0x8000
export const COST = 4
export const JOINS_NEWLINE = 8

// Learned as characters turn up. 0: not yet, for columns begin at 1.
const traits = new Uint16Array(0x10000)

export function traitOf(code: number): number {
  const known = traits[code] ?? 0
  if (known !== 0) return known
  const trait = learn(code)
  traits[code] = trait
  return trait
}

function learn(code: number): number {
  const move = moveOf(code)
  const column = columnOf(code, move)
  if (column > 0) return move | (column << COLUMN)
  return WITHOUT_COLUMN | move | (costAlone(code) << COST) | (joinsNewline(code) ? JOINS_NEWLINE : 0)
}

function moveOf(code: number): number {
  const kind = classOf(code)
  if (kind === LOWER) return LOWER_LETTER
  if (kind === UPPER) return UPPER_LETTER
  if (kind === DIGIT_KIND) return code < 0x80 ? DIGIT : SYMBOL
  if (kind === NEWLINE_KIND) return NEWLINE
  if (kind === BLANK_KIND) return code === 0x20 ? SPACE : BLANK
  return kind === SYMBOL_KIND ? SYMBOL : OTHER_LETTER
}

/** 0 for a character without a column. */
function columnOf(code: number, move: number): number {
  if (move <= OTHER_LETTER) return letterOf(code) < 0 ? 0 : FIRST_LATIN + letterOf(code)
  if (code >= 0x80) return 0
  if (move === DIGIT) return DIGIT_COLUMN
  return markOf(code) < 0 ? CONTROL_COLUMN : FIRST_MARK + markOf(code)
}

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
import { joinsNewline } from './others.js'

/** What cells tell apart in a character. */
export interface Kind {
  /** How it moves the pre-tokenizer. */
  readonly character: number
  /** In the table of pairs; 0: it has none. */
  readonly column: number
  /** Whether a newline shares a token with it; only asked of one without a column. */
  readonly joinsNewline: boolean
}

/** An ASCII character is a kind of its own, its code + 1. Then come kinds of letters, and from `FIRST_OTHER` on what has no column. */
export const FIRST_OTHER = 176
const FIRST_LETTER = 129

const letters: Kind[] = []

/** @param number Of a kind, as `numberOfKind` gave it. */
export function kindAt(number: number): Kind {
  if (number < FIRST_LETTER) return kindOf(number - 1)
  return letters[number - FIRST_LETTER] ?? otherAt(number - FIRST_OTHER)
}

/** Letters are numbered in the order in which they turn up. */
export function numberOfKind(code: number): number {
  if (code < 0x80) return code + 1
  const kind = kindOf(code)
  if (kind.column === 0) return FIRST_OTHER + 2 * kind.character + Number(kind.joinsNewline)
  const known = letters.findIndex(({ character, column }) => character === kind.character && column === kind.column)
  return FIRST_LETTER + (known < 0 ? letters.push(kind) - 1 : known)
}

function otherAt(index: number): Kind {
  return { character: index >> 1, column: 0, joinsNewline: (index & 1) === 1 }
}

function kindOf(code: number): Kind {
  const character = characterOf(code)
  const column = columnOf(code, character)
  return { character, column, joinsNewline: column === 0 && joinsNewline(code) }
}

function characterOf(code: number): number {
  const kind = classOf(code)
  if (kind === LOWER) return LOWER_LETTER
  if (kind === UPPER) return UPPER_LETTER
  if (kind === DIGIT_KIND) return code < 0x80 ? DIGIT : SYMBOL
  if (kind === NEWLINE_KIND) return NEWLINE
  if (kind === BLANK_KIND) return code === 0x20 ? SPACE : BLANK
  return kind === SYMBOL_KIND ? SYMBOL : OTHER_LETTER
}

/** 0 for a character without a column. */
function columnOf(code: number, character: number): number {
  if (character <= OTHER_LETTER) return letterOf(code) < 0 ? 0 : FIRST_LATIN + letterOf(code)
  if (code >= 0x80) return 0
  if (character === DIGIT) return DIGIT_COLUMN
  return markOf(code) < 0 ? CONTROL_COLUMN : FIRST_MARK + markOf(code)
}

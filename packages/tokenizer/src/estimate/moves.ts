import { AFTER_SPACE, AFTER_SYMBOL, BARE } from './columns.js'
import { BEGINS_PIECE, ENDS_WORD, IS_INSIDE, ROW_BITS, STATE } from './layout.js'

/**
 * o200k's pre-tokenizer as a machine that reads one character at a time and never looks ahead, so that a stream of deltas
 * is cut where the whole text would be. It errs on a few pieces in a hundred: a contraction is a piece here, and so are
 * blanks before a newline.
 */

/** What a character does to the piece it meets. */
export const LOWER_LETTER = 0
export const UPPER_LETTER = 1
export const OTHER_LETTER = 2
export const DIGIT = 3
export const SPACE = 4
export const BLANK = 5
export const NEWLINE = 6
export const SYMBOL = 7
const CHARACTERS = 8

export const states = [
  'start',
  'capitals',
  'caseless',
  'lower',
  'digit',
  'two digits',
  'three digits',
  'space',
  'blank',
  'blanks then space',
  'blanks',
  'newline',
  'newline, space',
  'newline, blank',
  'newline, blanks then space',
  'newline, blanks',
  'symbol',
  'symbols',
  'symbols, newline',
] as const
type State = (typeof states)[number]

interface Move {
  readonly to: State
  /** Pieces this character adds. */
  readonly pieces: 0 | 1
  /** Row of the table of pairs for the first letter of a word. */
  readonly row?: number
}

function move(from: State, character: number): Move {
  if (character <= OTHER_LETTER) return letterMove(from, character)
  if (character === DIGIT) return digitMove(from)
  if (character === SYMBOL) return symbolMove(from)
  if (character === NEWLINE) return newlineMove(from)
  return blankMove(from, character === SPACE)
}

function letterMove(from: State, character: number): Move {
  const to = character === LOWER_LETTER ? 'lower' : character === UPPER_LETTER ? 'capitals' : 'caseless'
  if (from === 'capitals') return { to, pieces: 0 }
  if (from === 'caseless' || from === 'lower') {
    if (character === UPPER_LETTER) return { to, pieces: 1, row: BARE }
    return { to: from === 'lower' ? 'lower' : to, pieces: 0 }
  }
  if (from.endsWith('space')) return { to, pieces: 0, row: AFTER_SPACE }
  if (from.endsWith('blank') || from.endsWith('blanks') || from === 'symbol')
    return { to, pieces: 0, row: AFTER_SYMBOL }
  return { to, pieces: 1, row: BARE }
}

function digitMove(from: State): Move {
  if (from === 'digit') return { to: 'two digits', pieces: 0 }
  if (from === 'two digits') return { to: 'three digits', pieces: 0 }
  return { to: 'digit', pieces: 1 }
}

function symbolMove(from: State): Move {
  if (from === 'symbol' || from === 'symbols' || from.endsWith('space')) return { to: 'symbols', pieces: 0 }
  return { to: 'symbol', pieces: 1 }
}

function newlineMove(from: State): Move {
  if (from.startsWith('symbol')) return { to: 'symbols, newline', pieces: 0 }
  const blank = from.startsWith('newline') || from.includes('space') || from.includes('blank')
  return { to: 'newline', pieces: blank ? 0 : 1 }
}

function blankMove(from: State, space: boolean): Move {
  const afterNewline = from.startsWith('newline')
  const run = from.endsWith('space') || from.endsWith('blank') || from.endsWith('blanks')
  if (run) {
    const grown = from.includes('blanks')
    const to = space ? 'blanks then space' : 'blanks'
    return { to: afterNewline ? `newline, ${to}` : to, pieces: grown ? 0 : 1 }
  }
  const to = space ? 'space' : 'blank'
  return { to: afterNewline ? `newline, ${to}` : to, pieces: 1 }
}

/** The step of a character, but for its column, by state and by how it moves: `moves[(state >> 4) + character]`. */
export const moves: Int32Array = new Int32Array(states.length * CHARACTERS)
states.forEach((from, state) => {
  for (let character = 0; character < CHARACTERS; character++) {
    const { to, pieces, row = 0 } = move(from, character)
    const inside = pieces === 0 && row === 0
    const endsWord = (from === 'capitals' || from === 'lower') && !inside
    moves[state * CHARACTERS + character] =
      (row << ROW_BITS) |
      ((states.indexOf(to) * 128) << STATE) |
      (pieces << BEGINS_PIECE) |
      (Number(endsWord) << ENDS_WORD) |
      (Number(inside) << IS_INSIDE)
  }
})

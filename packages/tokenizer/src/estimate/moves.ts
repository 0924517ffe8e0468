import { AFTER_SPACE, AFTER_SYMBOL, BARE } from './columns.js'

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

const states = [
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
  'symbol',
  'symbols',
] as const
type State = (typeof states)[number]

interface Move {
  readonly to: State
  /** Pieces this character adds. */
  readonly pieces: 0 | 1
  /** Row of the table of pairs for the first letter of a word. */
  readonly row?: number
}

/** What a character does in a state. */
function moveOf(from: State, character: number): Move {
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
  if (isBlank(from) || from === 'symbol') return { to, pieces: 0, row: AFTER_SYMBOL }
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
  const joins = from === 'newline' || from.startsWith('symbol') || isBlank(from)
  return { to: 'newline', pieces: joins ? 0 : 1 }
}

function blankMove(from: State, space: boolean): Move {
  if (!isBlank(from)) return { to: space ? 'space' : 'blank', pieces: 1 }
  return { to: space ? 'blanks then space' : 'blanks', pieces: from.startsWith('blanks') ? 0 : 1 }
}

function isBlank(state: State): boolean {
  return state.endsWith('space') || state.startsWith('blank')
}

/** A move as the cells need it. */
export interface Step {
  readonly state: number
  /** Pieces this character adds. */
  readonly pieces: 0 | 1
  /** Row of the table of pairs for the first letter of a word, 0 for any other character. */
  readonly row: number
  /** In one piece with the character before. */
  readonly isInside: boolean
  readonly endsWord: boolean
}

export const STATES: number = states.length

const steps: readonly Step[] = states.flatMap((from) =>
  Array.from({ length: CHARACTERS }, (_, character) => {
    const { to, pieces, row = 0 } = moveOf(from, character)
    const isInside = pieces === 0 && row === 0
    const endsWord = (from === 'capitals' || from === 'lower') && !isInside
    return { state: states.indexOf(to), pieces, row, isInside, endsWord }
  }),
)

/** What a character does in a state. States are numbers, and 0 is the beginning of a text. */
export function stepOf(state: number, character: number): Step {
  const step = steps[state * CHARACTERS + character]
  if (step === undefined) throw new RangeError(`No state ${state} and character ${character}.`)
  return step
}

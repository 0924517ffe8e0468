import { CYRILLIC_LETTERS, LATIN_LETTERS } from './alphabet.js'
import {
  AFTER_OTHER,
  AFTER_OTHER_JOINING_NEWLINE,
  AFTER_SPACE,
  AFTER_SYMBOL,
  BARE,
  COLUMNS,
  CONTROL_COLUMN,
  FIRST_CYRILLIC,
  FIRST_LATIN,
  FIRST_MARK,
  ROWS,
} from './columns.js'
import { HIGHEST_SCORE, SCORE_LIMIT } from './layout.js'
import { excessTokens, letterScore, levelAt, ONE, pairCost, SCORE_ONE } from './levels.js'
import { MARKS, markOf } from './marks.js'
import { weights } from './weights.gen.js'

/** A Latin letter beside a Cyrillic one: most likely a new token. */
const STRANGER_SCORE = 28
const NEWLINE_COLUMN: number = FIRST_MARK + markOf(0x0a)

const pairs = readPairs()

/** The score of a letter or the cost of a mark (column) after another or at the beginning of a word (row). */
export function pairAt(row: number, column: number): number {
  return pairs[at(row, column)] ?? 0
}

/** The cost of a word beyond its first token, by its score + 1. Nothing at 0, for characters that end no word. */
export const excess: Uint16Array = new Uint16Array(SCORE_LIMIT).map((_, at) =>
  at === 0 ? 0 : Math.round(ONE * excessTokens((at - 1) / SCORE_ONE)),
)

function readPairs(): Uint16Array {
  const cells = new Uint16Array(ROWS * COLUMNS)
  for (let row = FIRST_LATIN; row < FIRST_MARK; row++) {
    for (let column = FIRST_LATIN; column < FIRST_MARK; column++) cells[at(row, column)] = STRANGER_SCORE
  }
  readLetters(cells, weights.latinPairs, FIRST_LATIN, LATIN_LETTERS)
  readLetters(cells, weights.cyrillicPairs, FIRST_CYRILLIC, CYRILLIC_LETTERS)
  readMarks(cells)
  fillControl(cells)
  fillAfterOther(cells)
  return cells
}

function at(row: number, column: number): number {
  return row * COLUMNS + column
}

/** Rows are the letters of the alphabet, then the beginnings of a word. */
function readLetters(cells: Uint16Array, levels: string, first: number, letters: number): void {
  const rows = [...Array.from({ length: letters }, (_, letter) => first + letter), AFTER_SPACE, AFTER_SYMBOL, BARE]
  rows.forEach((row, index) => {
    for (let letter = 0; letter < letters; letter++) {
      cells[at(row, first + letter)] = letterScore(levelAt(levels, index * letters + letter))
    }
  })
}

function readMarks(cells: Uint16Array): void {
  for (let before = 0; before < MARKS; before++) {
    for (let mark = 0; mark < MARKS; mark++) {
      const cost = pairCost(levelAt(weights.markPairs, before * MARKS + mark))
      cells[at(FIRST_MARK + before, FIRST_MARK + mark)] = cost
    }
  }
}

/** A control character costs a token and a half: it rarely shares one, and never with the letter after it. */
function fillControl(cells: Uint16Array): void {
  cells[at(0, CONTROL_COLUMN)] = ONE / 2
  for (let row = FIRST_MARK; row < ROWS; row++) cells[at(row, CONTROL_COLUMN)] = ONE + ONE / 2
  for (let mark = 0; mark < MARKS; mark++) cells[at(CONTROL_COLUMN, FIRST_MARK + mark)] = ONE
}

/** In one piece with a character that has no row, a letter most likely begins a token, and so does a mark that is not known to join. */
function fillAfterOther(cells: Uint16Array): void {
  for (const row of [AFTER_OTHER, AFTER_OTHER_JOINING_NEWLINE]) {
    for (let column = FIRST_LATIN; column < FIRST_MARK; column++) cells[at(row, column)] = HIGHEST_SCORE
    for (let mark = 0; mark < MARKS; mark++) cells[at(row, FIRST_MARK + mark)] = ONE
  }
  cells[at(AFTER_OTHER_JOINING_NEWLINE, NEWLINE_COLUMN)] = 0
}

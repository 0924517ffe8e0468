import { CYRILLIC_LETTERS, LATIN_LETTERS } from './alphabet.js'
import { MARKS } from './marks.js'

/**
 * The table of pairs has a column for a character and a row for what stands before it. A character's row has the number of its
 * column; 0 is no character. The rows above are for what begins a word, and for characters without a column.
 */
export const FIRST_LATIN = 1
export const FIRST_CYRILLIC: number = FIRST_LATIN + LATIN_LETTERS
export const FIRST_MARK: number = FIRST_CYRILLIC + CYRILLIC_LETTERS
export const DIGIT_COLUMN: number = FIRST_MARK + MARKS
export const CONTROL_COLUMN: number = DIGIT_COLUMN + 1
export const COLUMNS: number = CONTROL_COLUMN + 1

export const AFTER_SPACE = 128
export const AFTER_SYMBOL = 129
export const BARE = 130
/** After a character without a column: whether a newline shares a token with it. */
export const AFTER_OTHER = 131
export const AFTER_OTHER_JOINING_NEWLINE = 132
export const ROWS = 133

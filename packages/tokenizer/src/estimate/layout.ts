/**
 * Bit layouts of what the scan looks up. `scanBlock` repeats them as literals.
 *
 * A step says what to do with a character. Its lowest 15 bits are a cell of the table of pairs: the column below `ROW_BITS`, the row
 * above, but 0 for a character that is inside, whose row is that of the character before. Then: whether it is a letter with a column,
 * the next state, and three flags. A state is counted in 128s, for it is a row of `asciiSteps`.
 */
export const ROW_BITS = 7
export const IS_LETTER = 15
export const STATE = 16
export const BEGINS_PIECE = 28
export const ENDS_WORD = 30
/** In one piece with the character before. */
export const IS_INSIDE = 31

/** A cell of the table of pairs holds the score of a letter above these bits, or the cost of a mark in them. */
export const COST_BITS = 9

/** The open word is one number: its letters times this, and their score, which is always less. */
export const SCORE_LIMIT = 1024
/** A word is cut after so many letters. */
export const LONGEST_WORD = 16
export const HIGHEST_SCORE = 63

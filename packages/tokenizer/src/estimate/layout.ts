/**
 * Bit layout of a cell, which says all about a character (its kind) after another (the context). `scanBlock` repeats it as literals.
 * What it costs is lowest; then the context that follows, what it adds to the open word, and on top whether it ends that word first.
 */
export const CONTEXT = 4
export const ADDED = 20
export const ENDS_WORD = 31
export const COST_MASK = 0x3ff
/** Contexts are counted in rows of cells, which begin at multiples of 64. */
export const CELLS_OF_CONTEXT = 192
export const CONTEXT_MASK = 0xffc0

/** The open word is one number: its letters times this, and their score, which is always less. */
export const SCORE_LIMIT = 1024
/** A word is cut after so many letters. */
export const LONGEST_WORD = 16
export const HIGHEST_SCORE = 63
/** What a letter adds to the open word: itself, and its score. */
export const ADDED_MASK: number = SCORE_LIMIT | HIGHEST_SCORE

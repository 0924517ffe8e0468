import { classOf, UPPER } from '../character-class.js'

/** Letters with a table of pairs: a-z, A-Z, two kinds of other Latin letters; а-я, other small Cyrillic ones, capitals. */
export const LATIN_LETTERS = 54
export const CYRILLIC_LETTERS = 34

const ACCENTED = 52
const EXTENDED = 53
const OTHER_SMALL_CYRILLIC = LATIN_LETTERS + 32
const CAPITAL_CYRILLIC = LATIN_LETTERS + 33
/** O and U with horn, the only letters of their block in common use. */
const VIETNAMESE = [0x1a0, 0x1a1, 0x1af, 0x1b0]

/** The letter's number among Latin and Cyrillic, or -1: it is of another alphabet. `code` is a letter. */
export function letterOf(code: number): number {
  if (code < 0x80) return code >= 0x61 ? code - 0x61 : code - 0x41 + 26
  if (code < 0x100) return ACCENTED
  if (code < 0x180 || (code >= 0x1e00 && code < 0x1f00) || VIETNAMESE.includes(code)) return EXTENDED
  if (code < 0x400 || code >= 0x530) return -1
  if (code >= 0x430 && code <= 0x44f) return LATIN_LETTERS + code - 0x430
  return classOf(code) === UPPER ? CAPITAL_CYRILLIC : OTHER_SMALL_CYRILLIC
}

/** Marks with a table of pairs: the 32 ASCII symbols and five kinds of white space. */
export const MARKS = 37

const SYMBOLS = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'
const WHITE = ' \t\n\r'
const OTHER_WHITE = 36

/** The mark's number, or -1 for a control character. `code` is ASCII and neither a letter nor a digit. */
export function markOf(code: number): number {
  const character = String.fromCharCode(code)
  if (SYMBOLS.includes(character)) return SYMBOLS.indexOf(character)
  if (WHITE.includes(character)) return SYMBOLS.length + WHITE.indexOf(character)
  return /\s/.test(character) ? OTHER_WHITE : -1
}

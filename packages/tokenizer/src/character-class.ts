/**
 * The kinds of characters that o200k's pre-tokenizer tells apart, one bit each, so that a class of the pattern is a mask.
 * `\p{M}` is a letter inside a word and a symbol everywhere else.
 */
export const UPPER = 1
export const LOWER = 2
export const CASELESS = 4
export const MARK = 8
export const DIGIT = 16
export const NEWLINE = 32
export const BLANK = 64
export const SYMBOL = 128

/** `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]` */
export const HEAD: number = UPPER | CASELESS | MARK
/** `[\p{Ll}\p{Lm}\p{Lo}\p{M}]` */
export const TAIL: number = LOWER | CASELESS | MARK
/** `[^\r\n\p{L}\p{N}]` */
export const BEFORE_WORD: number = BLANK | SYMBOL | MARK
/** `[^\s\p{L}\p{N}]` */
export const PUNCTUATION: number = SYMBOL | MARK
/** `\s` */
export const WHITE: number = BLANK | NEWLINE

const kinds: readonly (readonly [kind: number, pattern: RegExp])[] = [
  [LOWER, /\p{Ll}/u],
  [UPPER, /[\p{Lu}\p{Lt}]/u],
  [CASELESS, /[\p{Lm}\p{Lo}]/u],
  [MARK, /\p{M}/u],
  [DIGIT, /\p{N}/u],
  [NEWLINE, /[\r\n]/],
  [BLANK, /\s/],
]

// Filled as characters turn up: the engine's own Unicode tables decide, as they do for a regular expression.
const classes = new Uint8Array(0x110000)

export function classOf(codePoint: number): number {
  const known = classes[codePoint] ?? SYMBOL
  if (known !== 0) return known
  const kind = kindOf(String.fromCodePoint(codePoint))
  classes[codePoint] = kind
  return kind
}

function kindOf(character: string): number {
  return kinds.find(([, pattern]) => pattern.test(character))?.[0] ?? SYMBOL
}

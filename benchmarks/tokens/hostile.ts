import { drawn, seeded } from './random.js'

/** Text that someone would send to be counted short, or to keep a tokenizer busy. `make(length)`: about that many UTF-16 units. */
export interface Pattern {
  readonly name: string
  readonly make: (length: number) => string
}

const LOWER = [...'abcdefghijklmnopqrstuvwxyz']
const UPPER = LOWER.map((letter) => letter.toUpperCase())
const DIGITS = [...'0123456789']
const EMOJI = range(0x1f300, 0x1fa00).filter((character) => /\p{Emoji_Presentation}/u.test(character))

/** Those that keep other tokenizers busy: most are one piece for the pre-tokenizer. */
export const endlessPatterns: readonly Pattern[] = [
  run('a', 'a'),
  run('spaces', ' '),
  run('newlines', '\n'),
  run('!', '!'),
  random('random letters', 1, LOWER),
  random('random CJK', 2, range(0x4e00, 0xa000)),
  run('one CJK character', '漢'),
  run('one emoji', '😀'),
  random('random emoji', 3, EMOJI),
  { name: 'base64', make: (length) => base64(length) },
  { name: 'random Unicode', make: (length) => randomUnicode(length) },
]

export const hostilePatterns: readonly Pattern[] = [
  ...endlessPatterns,
  run('tabs', '\t'),
  run('=', '='),
  random('random capitals', 4, UPPER),
  random('random letters of mixed case', 5, [...LOWER, ...UPPER]),
  random('random letters and digits', 6, [...LOWER, ...UPPER, ...DIGITS]),
  random('digits', 7, DIGITS),
  random('hex', 8, [...DIGITS, ...'abcdef']),
  random('printable ASCII', 9, range(0x21, 0x7f)),
  random('symbols', 10, [...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~']),
  random('control characters', 11, range(0, 0x20)),
  random('white space', 12, [' ', '\t', '\n']),
  { name: 'random words', make: (length) => randomWords(length) },
  random('random kana', 13, range(0x3041, 0x30ff)),
  random('random Hangul', 14, range(0xac00, 0xd7a4)),
  random('random Cyrillic', 15, [...'абвгдежзийклмнопрстуфхцчшщъыьэюя']),
  random('lone surrogates', 16, range(0xd800, 0xe000)),
  { name: 'escaped JSON', make: (length) => escapedJson(length) },
  { name: 'special tokens', make: (length) => '<|endoftext|>'.repeat(length / 13) },
]

function range(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, at) => String.fromCodePoint(from + at))
}

function run(name: string, character: string): Pattern {
  return { name, make: (length) => character.repeat(length / character.length) }
}

function random(name: string, seed: number, alphabet: readonly string[]): Pattern {
  const width = alphabet[0]?.length ?? 1
  return { name, make: (length) => drawn(seeded(seed), alphabet, Math.floor(length / width)) }
}

function base64(length: number): string {
  const next = seeded(17)
  return Buffer.from(Array.from({ length: (length * 3) / 4 }, () => next() * 256)).toString('base64')
}

function randomUnicode(length: number): string {
  const next = seeded(18)
  return Array.from({ length: length / 2 }, () => String.fromCodePoint(Math.floor(next() * 0x110000))).join('')
}

function randomWords(length: number): string {
  const next = seeded(19)
  return Array.from({ length: length / 6 }, () => drawn(next, LOWER, 1 + Math.floor(next() * 9))).join(' ')
}

function escapedJson(length: number): string {
  const text = drawn(seeded(20), range(0x80, 0x800), Math.floor(length / 6))
  return JSON.stringify(text).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

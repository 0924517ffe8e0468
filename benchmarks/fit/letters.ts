import { CYRILLIC_LETTERS, LATIN_LETTERS, letterOf } from '../../packages/tokenizer/src/estimate/alphabet.js'
import { HIGHEST_SCORE } from '../../packages/tokenizer/src/estimate/layout.js'
import { excessTokens, SCORE_ONE } from '../../packages/tokenizer/src/estimate/levels.js'
import { corpus } from '../tokens/corpora.js'
import { drawn, seeded } from '../tokens/random.js'
import { type Model, minimize } from './minimize.js'
import { piecesOf, samplesOf, type TextClass } from './samples.js'

const LOWER = [...'abcdefghijklmnopqrstuvwxyz']
const UPPER = LOWER.map((letter) => letter.toUpperCase())
const ACCENTED = [...'àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ']
const EXTENDED = [...range(0x100, 0x180), ...range(0x1ea0, 0x1efa)]
const SMALL_CYRILLIC = [...'абвгдежзийклмнопрстуфхцчшщъыьэюя']
const LATIN_WORD = /^[^\p{L}\p{N}\r\n]?[A-Za-zªµºÀ-ÖØ-öø-žſƠơƯưḀ-ỿ]+/u
const CYRILLIC_WORD = /^[^\p{L}\p{N}\r\n]?[\u0400-\u052f]+/u
const GENERATED = 8_000
/** Rows after those of the letters, in this order. */
const AFTER_SPACE = 0
const AFTER_SYMBOL = 1
const BARE = 2
const BEGINNINGS = 3

function range(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, at) => String.fromCharCode(from + at))
}

export function fitLatin(): number[] {
  const random = seeded(1)
  const upTo = (most: number): number => 1 + Math.floor(random() * most)
  const classes: TextClass[] = [
    ...natural(LATIN_WORD, [
      ['english', 2],
      ['code', 2],
      ['json-pretty', 1],
      ['json-minified', 1, 0.05],
      ['base64', 1, 0.02],
    ]),
    ...languages(LATIN_WORD),
    hostile('short words', 0.5, () => drawn(random, LOWER, upTo(6)), random),
    hostile('spaced words', 0.5, () => drawn(random, LOWER, upTo(8)), random, [' ']),
    hostile('long words', 0.5, () => drawn(random, LOWER, 10 + upTo(100)), random),
    hostile(
      'special tokens',
      0.3,
      () => drawn(random, ['endoftext', 'fim', 'endofprompt', 'im', 'prefix', 'suffix'], 1),
      random,
      [''],
    ),
    hostile('accented', 0.2, () => drawn(random, ACCENTED, upTo(20)), random),
    hostile('extended', 0.2, () => drawn(random, EXTENDED, upTo(20)), random),
    hostile('capitals', 0.4, () => drawn(random, UPPER, upTo(10)), random),
    hostile('mixed case', 0.4, () => first(drawn(random, [...LOWER, ...UPPER], 8)), random),
  ]
  return fit(classes, 0, LATIN_LETTERS)
}

export function fitCyrillic(): number[] {
  const random = seeded(2)
  const upTo = (most: number): number => 1 + Math.floor(random() * most)
  const classes: TextClass[] = [
    ...natural(CYRILLIC_WORD, [
      ['russian', 2],
      ['other-scripts', 0.5],
    ]),
    hostile('words', 0.5, () => drawn(random, SMALL_CYRILLIC, upTo(10)), random),
    hostile('long words', 0.5, () => drawn(random, SMALL_CYRILLIC, 5 + upTo(60)), random),
    hostile('capitals', 0.2, () => drawn(random, SMALL_CYRILLIC, upTo(10)).toUpperCase(), random),
  ]
  return fit(classes, LATIN_LETTERS, CYRILLIC_LETTERS)
}

function natural(
  word: RegExp,
  classes: readonly (readonly [name: string, weight: number, goal?: number])[],
): TextClass[] {
  return classes.map(([name, weight, goal = 0]) => {
    const pieces = corpus(name, 'fit').flatMap(({ text }) => [...wordsIn(text, word)])
    return { name, weight, goal, hostile: false, pieces }
  })
}

/** One class a language, lest one makes up for another. */
function languages(word: RegExp): TextClass[] {
  const files = corpus('european', 'fit')
  return files.map(({ name, text }) => ({
    name,
    weight: 2 / files.length,
    goal: 0,
    hostile: false,
    pieces: [...wordsIn(text, word)],
  }))
}

function* wordsIn(text: string, word: RegExp): Generator<string> {
  for (const piece of piecesOf(text)) {
    const match = word.exec(piece)?.[0]
    if (match === piece) yield piece
    // The scan prices `John's` as `John` and `'s`.
    else if (match !== undefined && piece[match.length] === "'") yield* [match, piece.slice(match.length)]
  }
}

function hostile(
  name: string,
  weight: number,
  word: () => string,
  random: () => number,
  before: readonly string[] = ['', ' ', '"', '-', ''],
): TextClass {
  const pieces = Array.from({ length: GENERATED }, () => drawn(random, before, 1) + word())
  return { name, weight, goal: 0, hostile: true, pieces }
}

function first(text: string): string {
  return [...piecesOf(text)][0] ?? text
}

/** Scores of a letter (column) after another or at the beginning of a word (row), in tokens. */
function fit(classes: readonly TextClass[], firstLetter: number, letters: number): number[] {
  const model: Model = {
    size: (letters + BEGINNINGS) * letters,
    least: 0,
    most: HIGHEST_SCORE / SCORE_ONE,
    prior: 0.35,
    excess: excessTokens,
    slope: (score) => 1 / (1 + Math.exp(-2 * (score - 1.5))),
  }
  return [...minimize(model, samplesOf(classes), classes, (piece) => featuresOf(piece, firstLetter, letters))]
}

function featuresOf(piece: string, firstLetter: number, letters: number): number[] {
  const bare = /^\p{L}/u.test(piece)
  const word = bare ? piece : piece.slice(1)
  const parameters: number[] = []
  let row = letters + (bare ? BARE : piece.startsWith(' ') ? AFTER_SPACE : AFTER_SYMBOL)
  for (let at = 0; at < word.length; at++) {
    const letter = letterOf(word.charCodeAt(at)) - firstLetter
    parameters.push(row * letters + letter)
    row = letter
  }
  return parameters
}

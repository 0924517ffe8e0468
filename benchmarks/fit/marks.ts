import { LEVELS, ONE, pairCost } from '../../packages/tokenizer/src/estimate/levels.js'
import { MARKS, markOf } from '../../packages/tokenizer/src/estimate/marks.js'
import { countTokens } from '../../packages/tokenizer/src/exact.js'
import { corpus } from '../tokens/corpora.js'
import { drawn, seeded } from '../tokens/random.js'
import { type Model, minimize } from './minimize.js'
import { piecesOf, samplesOf, type TextClass } from './samples.js'

const ONLY_MARKS = /^[\s!-/:-@[-`{-~]{2,}$/
const SYMBOLS = [...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~']
const WHITE = [' ', '\t', '\n', '\r', '\v']
const GENERATED = 6_000
const RUN = 4_096
const SPECIAL = ['<|endoftext|>', '<|im_start|>', '<|im_sep|>', '<|fim_prefix|>', '<|endofprompt|>']

/** Costs of a mark (column) after another (row), in tokens. */
export function fitMarks(): number[] {
  const random = seeded(3)
  const upTo = (most: number): number => 1 + Math.floor(random() * most)
  const classes: TextClass[] = [
    ...['english', 'code', 'json-pretty', 'json-minified', 'russian', 'european'].map((name) => ({
      name,
      weight: 1,
      goal: 0,
      hostile: false,
      pieces: marksIn(name),
    })),
    generated('symbols', 1, () => drawn(random, SYMBOLS, 1 + upTo(30))),
    generated('white space', 0.5, () => drawn(random, WHITE, 1 + upTo(12))),
    generated('special tokens', 0.5, () => drawn(random, SPECIAL, 1 + upTo(4))),
    generated('runs', 0.5, () => drawn(random, [...SYMBOLS, ...WHITE], 1).repeat(40 + upTo(400))),
  ]
  const model: Model = {
    size: MARKS * MARKS,
    least: 0,
    most: 1.5,
    prior: 0.5,
    excess: (score) => score,
    slope: () => 1,
  }
  const costs = minimize(model, samplesOf(classes), classes, featuresOf)
  return [...costs.map((cost, pair) => Math.max(cost, costInRun(pair)))]
}

/** A long run of one mark is never under-counted: the next cost above that can be written down. */
function costInRun(pair: number): number {
  const mark = [...SYMBOLS, ...WHITE].find((character) => markOf(character.charCodeAt(0)) * (MARKS + 1) === pair)
  if (mark === undefined) return 0
  const rate = countTokens(mark.repeat(RUN)) / RUN
  const costs = Array.from(LEVELS, (_, level) => pairCost(level) / ONE)
  return Math.min(...costs.filter((cost) => cost >= rate))
}

function* marksIn(name: string): Generator<string> {
  for (const { text } of corpus(name, 'fit')) {
    for (const piece of piecesOf(text)) if (isMarks(piece)) yield piece
  }
}

function isMarks(piece: string): boolean {
  return ONLY_MARKS.test(piece) && [...piece].every((mark) => mark <= '~')
}

function generated(name: string, weight: number, text: () => string): TextClass {
  const pieces = Array.from({ length: GENERATED }, () =>
    [...piecesOf(text())].filter((piece) => piece.length > 1),
  ).flat()
  return { name, weight, goal: 0, hostile: true, pieces }
}

function featuresOf(piece: string): number[] {
  const marks = Array.from(piece, (mark) => markOf(mark.charCodeAt(0)))
  return marks.slice(1).map((mark, at) => (marks[at] ?? 0) * MARKS + mark)
}

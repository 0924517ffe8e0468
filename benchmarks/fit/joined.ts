import { hasPair } from '../../packages/tokenizer/src/estimate/pair-filter.js'
import { countTokens } from '../../packages/tokenizer/src/exact.js'
import { corpus } from '../tokens/corpora.js'
import { piecesOf } from './samples.js'
import { isByNeighbour } from './vocabulary.js'

const CLASSES = ['chinese', 'japanese', 'korean', 'other-scripts']
const SCRIPTS = [
  ['Han'],
  ['Hiragana', 'Katakana'],
  ['Hangul'],
  ['Arabic'],
  ['Armenian'],
  ['Bengali'],
  ['Devanagari'],
  ['Georgian'],
  ['Greek'],
  ['Hebrew'],
  ['Khmer'],
  ['Myanmar'],
  ['Tamil'],
  ['Telugu'],
  ['Thai'],
]
const patterns = SCRIPTS.map((names) => new RegExp(names.map((name) => `\\p{Script=${name}}`).join('|'), 'u'))
const OTHER = patterns.length
const OF_OTHERS = 0.25

/** How many characters of each script join their neighbour, and the tokens that the other characters do not explain. */
interface Row {
  readonly counts: readonly number[]
  readonly tokens: number
}

/** What a character of each block of 64 costs that joins its neighbour: not nothing, for the two may be no token here, and the filter errs. */
export function joinedCosts(filter: Uint8Array, costAlone: (code: number) => number): number[] {
  const rows = CLASSES.flatMap((name) => corpus(name, 'fit').map(({ text }) => rowOf(text, filter, costAlone)))
  const costs = [...patterns.map(() => 0), OF_OTHERS]
  for (let round = 0; round < 300; round++) {
    for (let script = 0; script < OTHER; script++) costs[script] = Math.max(0, fitted(rows, costs, script))
  }
  return Array.from({ length: 1024 }, (_, block) => costs[majorityOf(block)] ?? OF_OTHERS)
}

/** Least squares for one cost, the others as they are. */
function fitted(rows: readonly Row[], costs: readonly number[], script: number): number {
  let along = 0
  let length = 0
  for (const { counts, tokens } of rows) {
    const count = counts[script] ?? 0
    const others = counts.reduce((sum, other, index) => sum + (index === script ? 0 : other * (costs[index] ?? 0)), 0)
    along += count * (tokens - others)
    length += count * count
  }
  return length === 0 ? OF_OTHERS : along / length
}

function rowOf(text: string, filter: Uint8Array, costAlone: (code: number) => number): Row {
  const counts = costsOfNone()
  let tokens = 0
  for (const piece of piecesOf(text)) {
    const codes = Array.from({ length: piece.length }, (_, at) => piece.charCodeAt(at))
    if (!codes.some(isByNeighbour) || /[\p{Script=Latin}\p{Script=Cyrillic}\d]/u.test(piece)) continue
    tokens += countTokens(piece)
    codes.forEach((code, at) => {
      const before = codes[at - 1]
      const script = scriptOf(code)
      if (before !== undefined && hasPair(filter, before, code)) counts[script] = (counts[script] ?? 0) + 1
      else tokens -= costAlone(code)
    })
  }
  return { counts, tokens }
}

function costsOfNone(): number[] {
  return Array.from({ length: OTHER + 1 }, () => 0)
}

function scriptOf(code: number): number {
  const script = patterns.findIndex((pattern) => pattern.test(String.fromCharCode(code)))
  return script < 0 ? OTHER : script
}

/** The script that most characters of the block belong to. */
function majorityOf(block: number): number {
  const counts = costsOfNone()
  for (let at = 0; at < 64; at++) {
    const script = scriptOf(block * 64 + at)
    counts[script] = (counts[script] ?? 0) + 1
  }
  const named = counts.slice(0, OTHER)
  const most = Math.max(...named)
  return most > 4 ? named.indexOf(most) : OTHER
}

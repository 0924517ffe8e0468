// Fits the weights of `estimateTokens` on one half of the corpora and writes them: npx tsx benchmarks/fit-tokens.ts
import { writeFileSync } from 'node:fs'
import { LEVELS, letterScore, ONE, ownCost, pairCost, SCORE_ONE } from '../packages/tokenizer/src/estimate/levels.js'
import { ALONE, hasPair } from '../packages/tokenizer/src/estimate/pair-filter.js'
import type { Weights } from '../packages/tokenizer/src/estimate/weights.js'
import { joinedCosts } from './fit/joined.js'
import { fitCyrillic, fitLatin } from './fit/letters.js'
import { fitMarks } from './fit/marks.js'
import { costAlone, emojiCosts, neighboursInTokens } from './fit/vocabulary.js'

/** Characters that the filter of neighbours takes for tokens by mistake are paid for by the others. */
const FILTER_MARGIN = 1.1
const target = new URL('../packages/tokenizer/src/estimate/weights.gen.ts', import.meta.url)

const filter = neighboursInTokens()
const alone = Array.from({ length: 1024 }, (_, block) => FILTER_MARGIN * costAlone(block))
const joined = joinedCosts(filter, (code) =>
  code < 0x80 || hasPair(filter, ALONE, code) ? 1 : (alone[code >> 6] ?? 1),
)

const weights: Weights = {
  latinPairs: encoded(fitLatin(), letterScore, SCORE_ONE),
  cyrillicPairs: encoded(fitCyrillic(), letterScore, SCORE_ONE),
  markPairs: encoded(fitMarks(), pairCost, ONE),
  alone: encoded(alone, ownCost, ONE),
  joined: encoded(joined, pairCost, ONE),
  neighbours: Buffer.from(filter).toString('base64'),
  emoji: emojiCosts().map((tokens) => tokens * ONE),
}

writeFileSync(
  target,
  `// Written by benchmarks/fit-tokens.ts. Do not edit.
import type { Weights } from './weights.js'

export const weights: Weights = ${JSON.stringify(weights, null, 2)}
`,
)

/** The levels whose values come nearest to `tokens`. */
function encoded(tokens: readonly number[], levelValue: (level: number) => number, one: number): string {
  return tokens.map((wanted) => LEVELS.charAt(nearest(levelValue, wanted * one))).join('')
}

function nearest(levelValue: (level: number) => number, wanted: number): number {
  let best = 0
  for (let level = 1; level < LEVELS.length; level++) {
    if (Math.abs(levelValue(level) - wanted) < Math.abs(levelValue(best) - wanted)) best = level
  }
  return best
}

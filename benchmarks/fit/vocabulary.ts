import tokens from 'gpt-tokenizer/bpeRanks/o200k_base'
import { letterOf } from '../../packages/tokenizer/src/estimate/alphabet.js'
import {
  ALONE,
  addPair,
  EIGHT_IN_A_ROW,
  FILTER_BYTES,
  THREE_IN_A_ROW,
} from '../../packages/tokenizer/src/estimate/pair-filter.js'
import { countTokens } from '../../packages/tokenizer/src/exact.js'

/** Whether `code` is priced by its neighbours: it is neither ASCII nor a letter of the two alphabets with a table. */
export function isByNeighbour(code: number): boolean {
  return code >= 0x80 && !(/[\p{L}\p{M}]/u.test(String.fromCharCode(code)) && letterOf(code) >= 0)
}

/** A filter of every pair of neighbours inside a token, as far as neither is a digit or a letter with a table of pairs. */
export function neighboursInTokens(): Uint8Array {
  const filter = new Uint8Array(FILTER_BYTES)
  for (const token of tokens) {
    if (typeof token !== 'string') continue
    if (token.length === 1 && isByNeighbour(token.charCodeAt(0))) addPair(filter, ALONE, token.charCodeAt(0))
    for (let at = 1; at < token.length; at++) {
      const first = token.charCodeAt(at - 1)
      const second = token.charCodeAt(at)
      if (isPair(first, second)) addPair(filter, first, second)
    }
    addRuns(filter, token)
  }
  return filter
}

function addRuns(filter: Uint8Array, token: string): void {
  for (const [run] of token.matchAll(/(.)\1\1+/gs)) {
    const code = run.charCodeAt(0)
    if (!isByNeighbour(code)) continue
    addPair(filter, THREE_IN_A_ROW, code)
    if (run.length >= 8) addPair(filter, EIGHT_IN_A_ROW, code)
  }
}

function isPair(first: number, second: number): boolean {
  if (!isByNeighbour(first) && !isByNeighbour(second)) return false
  return [first, second].every(
    (code) => isByNeighbour(code) || (code < 0x80 && !/[A-Za-z0-9]/.test(String.fromCharCode(code))),
  )
}

/** Tokens of an emoji by its first surrogate, D83C to D83E: the mean, rounded up to a half. */
export function emojiCosts(): number[] {
  return [0xd83c, 0xd83d, 0xd83e].map((high) => {
    const all = Array.from({ length: 0x400 }, (_, low) => String.fromCharCode(high, 0xdc00 + low))
    const counts = all.filter((emoji) => /\p{Emoji_Presentation}/u.test(emoji)).map(countTokens)
    return Math.ceil(2 * mean(counts)) / 2
  })
}

/** The mean tokens of characters of a block that are no token of their own: what random ones cost. */
export function costAlone(block: number): number {
  const counts = charactersOf(block)
    .map((character) => countTokens(character))
    .filter((count) => count > 1)
  return counts.length === 0 ? 1 : mean(counts)
}

/** For a block of high surrogates, the characters that begin with them. */
function charactersOf(block: number): string[] {
  const codes = Array.from({ length: 64 }, (_, at) => block * 64 + at)
  if (block * 64 < 0xd800 || block * 64 >= 0xdc00) return codes.map((code) => String.fromCharCode(code))
  return codes.flatMap((high) => [0xdc00, 0xdd55, 0xdeaa, 0xdfff].map((low) => String.fromCharCode(high, low)))
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length)
}

import { levelAt, ONE, ownCost, pairCost } from './levels.js'
import { EIGHT_IN_A_ROW, pairFilter, THREE_IN_A_ROW } from './pair-filter.js'
import { weights } from './weights.gen.js'

const FIRST_EMOJI = 0xd83c
const NEWLINE = 0x0a

/** Which characters stand together in some token; with 0: which are a token of their own. */
const neighbours = pairFilter(Uint8Array.from(atob(weights.neighbours), (byte) => byte.charCodeAt(0)))
const joinedCosts = Uint16Array.from(weights.joined, (_, block) => pairCost(levelAt(weights.joined, block)))

/** What a character without a column costs by itself. */
export function costAlone(code: number): number {
  const emoji = weights.emoji[code - FIRST_EMOJI]
  if (emoji !== undefined) return emoji
  return neighbours.has(0, code) ? ONE : ownCost(levelAt(weights.alone, code >> 6))
}

/** What it costs after another one in the same piece, when it costs `alone` by itself. */
export function costInPiece(before: number, code: number, alone: number, repeats: number): number {
  return repeats > 0 && code === before ? costInRun(code, alone) : costBeside(before, code, alone)
}

function costBeside(before: number, code: number, alone: number): number {
  const joins = neighbours.has(before, code)
  // The first half of a surrogate pair has paid for the whole.
  if (isLowSurrogate(code) && isHighSurrogate(before))
    return joins ? ONE - (weights.emoji[before - FIRST_EMOJI] ?? ONE) : 0
  return joins ? (joinedCosts[code >> 6] ?? 0) : alone
}

/** What it costs as the third or a later one in a row. */
function costInRun(code: number, alone: number): number {
  if (!neighbours.has(THREE_IN_A_ROW, code)) return alone
  return neighbours.has(EIGHT_IN_A_ROW, code) ? ONE / 8 : ONE / 2
}

export function joinsNewline(code: number): boolean {
  return neighbours.has(code, NEWLINE)
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000
}

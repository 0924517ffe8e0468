import { levelAt, ONE, ownCost, pairCost } from './levels.js'
import { ALONE, EIGHT_IN_A_ROW, hasPair, THREE_IN_A_ROW } from './pair-filter.js'
import { weights } from './weights.gen.js'

const FIRST_EMOJI = 0xd83c
const LAST_EMOJI = 0xd83e
const LOW = 0xdc00
const NEWLINE = 0x0a

const neighbours = Uint8Array.from(atob(weights.neighbours), (byte) => byte.charCodeAt(0))
const joinedCosts = Uint16Array.from(weights.joined, (_, block) => pairCost(levelAt(weights.joined, block)))
/** What is too much for an emoji that is a token of its own, by the lower bits of its two halves. */
export const emojiRefunds: Int16Array = new Int16Array(3 << 10).map((_, at) => {
  const high = FIRST_EMOJI + (at >> 10)
  return hasPair(neighbours, high, 0xdc00 | (at & 0x3ff)) ? ONE - emojiCost(high) : 0
})

/** What a character without a column costs by itself. */
export function costAlone(code: number): number {
  if (beginsEmoji(code)) return emojiCost(code)
  return hasPair(neighbours, ALONE, code) ? ONE : ownCost(levelAt(weights.alone, code >> 6))
}

/** What it costs after a different one in the same piece, when it costs `alone` by itself and is no emoji. */
export function costInPiece(before: number, code: number, alone: number): number {
  if (isSurrogate(code)) return isSurrogate(before) && before < LOW ? 0 : alone
  return hasPair(neighbours, before, code) ? (joinedCosts[code >> 6] ?? 0) : alone
}

/** What it costs as the third or a later one in a row. */
export function costInRun(code: number, alone: number): number {
  if (isSurrogate(code) || !hasPair(neighbours, THREE_IN_A_ROW, code)) return alone
  return hasPair(neighbours, EIGHT_IN_A_ROW, code) ? ONE / 8 : ONE / 2
}

export function joinsNewline(code: number): boolean {
  return hasPair(neighbours, code, NEWLINE)
}

function beginsEmoji(code: number): boolean {
  return code >= FIRST_EMOJI && code <= LAST_EMOJI
}

function emojiCost(high: number): number {
  return weights.emoji[high - FIRST_EMOJI] ?? ONE
}

function isSurrogate(code: number): boolean {
  return (code & 0xf800) === 0xd800
}

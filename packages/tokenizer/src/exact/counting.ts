import { createLongMerge } from './merge-long.js'
import { mergeShort, SHORT } from './merge-short.js'
import { pieceEnd, UNDECIDED } from './piece-end.js'
import { writeUtf8 } from './utf8.js'
import { rankOf } from './vocabulary.js'

const BYTES_PER_UNIT = 3
/** UTF-16 units of text counted between two yields. */
const STRIDE = 2048
/** A window is less than a millisecond's work, in a heap that stays in the processor's cache. */
const mergeLong = createLongMerge({ window: 3072, unsure: 192 })
const scratch = new Uint8Array(SHORT * BYTES_PER_UNIT)

/**
 * Counts the tokens of `text`. Yields whenever a fraction of a millisecond has gone by, and with `true` before a step that takes
 * longer: finding the end of a huge piece, about 3 ms a megabyte.
 */
export function* counting(text: string): Generator<boolean, number> {
  let tokens = 0
  let nextYield = STRIDE
  for (let at = 0; at < text.length; ) {
    let end = pieceEnd(text, at, at + STRIDE)
    if (end === UNDECIDED) {
      yield true
      end = pieceEnd(text, at)
    }
    tokens += end - at <= SHORT / BYTES_PER_UNIT ? tokensOfShort(text, at, end) : yield* tokensOfLong(text, at, end)
    at = end
    if (at >= nextYield) {
      nextYield = at + STRIDE
      yield false
    }
  }
  return tokens
}

function tokensOfShort(text: string, from: number, to: number): number {
  const length = writeUtf8(text, from, to, scratch, 0)
  return rankOf(scratch, 0, length) >= 0 ? 1 : mergeShort(scratch, length)
}

function* tokensOfLong(text: string, from: number, to: number): Generator<boolean, number> {
  const bytes = new Uint8Array((to - from) * BYTES_PER_UNIT)
  let length = 0
  for (let at = from; at < to; ) {
    const end = wholeCharacters(text, Math.min(at + 8 * STRIDE, to))
    length = writeUtf8(text, at, end, bytes, length)
    at = end
    yield false
  }
  if (rankOf(bytes, 0, length) >= 0) return 1
  return length <= SHORT ? mergeShort(bytes, length) : yield* mergeLong(bytes, length)
}

/** `at`, or one less when it lies inside a surrogate pair. */
function wholeCharacters(text: string, at: number): number {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at
}

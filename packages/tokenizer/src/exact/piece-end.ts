import { BEFORE_WORD, classOf, DIGIT, HEAD, LOWER, NEWLINE, PUNCTUATION, TAIL, WHITE } from '../character-class.js'
import { INFINITE, min } from '../globals.js'

const SPACE = 0x20
const QUOTE = 0x27
const SLASH = 0x2f

/** The piece is not over where the look at it ends. */
export const UNDECIDED = -1

/**
 * Where the piece that starts at `start` ends, or `UNDECIDED` if that takes a look beyond `limit`. The same answer as o200k's pattern, without backtracking: every character is looked at
 * a bounded number of times. The pattern, in order:
 *
 *     [^\r\n\p{L}\p{N}]?  HEAD*  TAIL+  ('s|'t|'re|'ve|'m|'ll|'d)?
 *     [^\r\n\p{L}\p{N}]?  HEAD+  TAIL*  ('s|'t|'re|'ve|'m|'ll|'d)?
 *     \p{N}{1,3}
 *      ?[^\s\p{L}\p{N}]+[\r\n/]*
 *     \s*[\r\n]+
 *     \s+(?!\S)
 *     \s+
 */
export function pieceEnd(text: string, start: number, limit: number = INFINITE): number {
  const first = classAt(text, start)
  const second = start + widthAt(text, start)
  if (first & (HEAD | TAIL)) return wordEnd(text, start, limit)
  if (first & BEFORE_WORD) {
    const end = wordEnd(text, second, limit)
    if (end !== second) return end
  }
  if (first & DIGIT) return digitsEnd(text, start)
  if (first & PUNCTUATION) return punctuationEnd(text, second, limit)
  if (text.charCodeAt(start) === SPACE && classAt(text, second) & PUNCTUATION)
    return punctuationEnd(text, second, limit)
  return whiteEnd(text, start, limit)
}

/** `HEAD* TAIL+` or else `HEAD+`, and a contraction. `start` itself when there is no word. */
function wordEnd(text: string, start: number, limit: number): number {
  const head = runOf(text, start, HEAD, TAIL, limit)
  if (head.end >= limit) return UNDECIDED
  if (classAt(text, head.end) & LOWER) {
    const tail = runOf(text, head.end, TAIL, 0, limit)
    return tail.end >= limit ? UNDECIDED : contractionEnd(text, tail.end)
  }
  // The head must give back characters until one of them can serve as the tail.
  return head.end > start ? contractionEnd(text, head.endOfLast > start ? head.endOfLast : head.end) : start
}

function contractionEnd(text: string, at: number): number {
  if (text.charCodeAt(at) !== QUOTE) return at
  const one = text[at + 1]?.toLowerCase() ?? ''
  if (one === 's' || one === 'd' || one === 'm' || one === 't') return at + 2
  const two = one + (text[at + 2]?.toLowerCase() ?? '')
  return two === 'll' || two === 've' || two === 're' ? at + 3 : at
}

function digitsEnd(text: string, start: number): number {
  let at = start
  for (let count = 0; count < 3 && classAt(text, at) & DIGIT; count++) at += widthAt(text, at)
  return at
}

function punctuationEnd(text: string, start: number, limit: number): number {
  let at = runOf(text, start, PUNCTUATION, 0, limit).end
  for (; at < limit; at++) {
    const code = text.charCodeAt(at)
    if (code !== 10 && code !== 13 && code !== SLASH) return at
  }
  return UNDECIDED
}

function whiteEnd(text: string, start: number, limit: number): number {
  const { end, endOfLast } = runOf(text, start, WHITE, NEWLINE, limit)
  if (end >= limit) return UNDECIDED
  if (endOfLast > start) return endOfLast
  return end === text.length || end === start + 1 ? end : end - 1
}

/** Where a run of the kinds in `mask` ends, and where the last character in it that is also in `wanted` ends (`start`: there is none). */
function runOf(text: string, start: number, mask: number, wanted: number, limit: number): Run {
  const last = min(limit, text.length)
  let end = start
  let endOfLast = start
  while (end < last) {
    const codePoint = text.codePointAt(end) ?? 0
    const kind = classOf(codePoint)
    if ((kind & mask) === 0) break
    end += codePoint > 0xffff ? 2 : 1
    if (kind & wanted) endOfLast = end
  }
  return { end, endOfLast }
}

interface Run {
  readonly end: number
  readonly endOfLast: number
}

/** 0 at the end of the text, which is in no mask. */
function classAt(text: string, at: number): number {
  const codePoint = text.codePointAt(at)
  return codePoint === undefined ? 0 : classOf(codePoint)
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

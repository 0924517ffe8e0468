import ranks from 'gpt-tokenizer/bpeRanks/o200k_base'
import { imul } from '../globals.js'

const LONGEST = 128
const BUCKETS = 1 << 19
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]

/**
 * The 200k tokens of o200k, found by their bytes: open addressing over integers, because the merge asks for every pair of neighbours
 * and a string or an array per question would cost more than the answer.
 */
interface Vocabulary {
  /** All tokens end to end; token `rank` is `bytes[starts[rank]..starts[rank + 1]]`. */
  readonly bytes: Uint8Array
  readonly starts: Uint32Array
  /** Two integers a bucket: the hash, and the rank plus one (0: empty). */
  readonly buckets: Int32Array
}

// At import, which takes its time anyway for the ranks: the first count must not block longer than others.
const { bytes, starts, buckets } = buildVocabulary()

/** The rank of the token with exactly the bytes `from..to`, or -1. A lower rank is merged first. */
export function rankOf(text: Uint8Array, from: number, to: number): number {
  if (to - from > LONGEST) return -1
  const hash = hashOf(text, from, to)
  for (let bucket = firstBucket(hash); ; bucket = (bucket + 1) % BUCKETS) {
    const rank = (buckets[2 * bucket + 1] ?? 0) - 1
    if (rank < 0) return -1
    if (buckets[2 * bucket] === hash && sameBytes(bytes, starts[rank] ?? 0, starts[rank + 1] ?? 0, text, from, to))
      return rank
  }
}

function buildVocabulary(): Vocabulary {
  const encoder = new TextEncoder()
  const tokens = tokensOf(ranks)
  const bytes = new Uint8Array(tokens.length * LONGEST)
  const starts = new Uint32Array(tokens.length + 1)
  const buckets = new Int32Array(2 * BUCKETS)
  let end = 0
  tokens.forEach((token, rank) => {
    const start = end
    if (typeof token === 'string') end += encoder.encodeInto(token, bytes.subarray(start)).written
    else for (const byte of token) bytes[end++] = byte
    starts[rank + 1] = end
    if (startsWithMark(token)) return
    const hash = hashOf(bytes, start, end)
    let bucket = firstBucket(hash)
    while (buckets[2 * bucket + 1] !== 0) bucket = (bucket + 1) % BUCKETS
    buckets[2 * bucket] = hash
    buckets[2 * bucket + 1] = rank + 1
  })
  return { bytes: bytes.slice(0, end), starts, buckets }
}

/** In CommonJS, the default import of a module is the module: its tokens lie one step further in. */
function tokensOf(imported: typeof ranks | { readonly default: typeof ranks }): typeof ranks {
  return 'default' in imported ? imported.default : imported
}

/** gpt-tokenizer's decoder drops a leading byte order mark, so it never finds these ten tokens. We count as it does: one token more each. */
function startsWithMark(token: string | readonly number[]): boolean {
  return typeof token !== 'string' && BYTE_ORDER_MARK.every((byte, at) => token[at] === byte)
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0
  for (let at = from; at < to; at++) hash = imul(hash ^ (bytes[at] ?? 0), 0x01000193)
  return hash
}

function firstBucket(hash: number): number {
  return (hash ^ (hash >>> 15)) & (BUCKETS - 1)
}

function sameBytes(a: Uint8Array, aFrom: number, aTo: number, b: Uint8Array, bFrom: number, bTo: number): boolean {
  if (aTo - aFrom !== bTo - bFrom) return false
  for (let offset = 0; offset < aTo - aFrom; offset++) {
    if (a[aFrom + offset] !== b[bFrom + offset]) return false
  }
  return true
}

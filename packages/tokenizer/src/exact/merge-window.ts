import { createHeap } from './heap.js'
import { rankOf } from './vocabulary.js'

const NONE = -1
/** Positions stay below this, so that rank and position fit into one exact number. */
const POSITIONS = 2 ** 32

/**
 * Byte-pair merging of `bytes[from..to]` in n log n, answered by where its tokens end. Pairs of neighbours wait in a heap by rank, then by
 * position, which is the order they are merged in. An entry whose pair has changed meanwhile is passed over when it comes up.
 */
export function mergeWindow(bytes: Uint8Array, from: number, to: number): Int32Array {
  const length = to - from
  const waiting = createHeap(2 * length)
  // Parts are known by their first byte. `ranks` is that of the pair a part makes with the next one.
  const next = new Int32Array(length + 1).map((_, part) => part + 1)
  const previous = new Int32Array(length + 1).map((_, part) => part - 1)
  const ranks = new Int32Array(length + 1).fill(NONE)

  function learn(part: number, end: number): void {
    const rank = rankOf(bytes, from + part, from + end)
    ranks[part] = rank
    if (rank !== NONE) waiting.push(rank * POSITIONS + part)
  }

  function merge(part: number): void {
    const gone = next[part] ?? length
    const after = next[gone] ?? length
    ranks[gone] = NONE
    next[part] = after
    previous[after] = part
    if (after < length) learn(part, next[after] ?? length)
    else ranks[part] = NONE
    const before = previous[part] ?? NONE
    if (before !== NONE) learn(before, after)
  }

  for (let part = 0; part + 2 <= length; part++) learn(part, part + 2)
  for (let best = waiting.pop(); best !== Number.POSITIVE_INFINITY; best = waiting.pop()) {
    const part = best % POSITIONS
    if (ranks[part] === (best - part) / POSITIONS) merge(part)
  }
  return endsOf(next, from, length)
}

function endsOf(next: Int32Array, from: number, length: number): Int32Array {
  const ends = new Int32Array(length)
  let tokens = 0
  for (let part = 0; part < length; part = next[part] ?? length) ends[tokens++] = from + (next[part] ?? length)
  return ends.subarray(0, tokens)
}

import { createHeap } from './heap.js'
import { rankOf } from './vocabulary.js'

const NONE = -1
/** Positions stay below this, so that rank and position fit into one exact number. */
const POSITIONS = 2 ** 32
/** Pairs looked at between two yields: well under a millisecond. */
const STRIDE = 1024

/**
 * Tokens of one long piece, in n log n: pairs of neighbours wait in a heap by rank and then by position, which is the order of
 * byte-pair merging. An entry whose pair has changed meanwhile is skipped when it comes up. Yields between strides of work.
 */
export function* mergeLong(bytes: Uint8Array, length: number): Generator<void, number> {
  const waiting = createHeap(2 * length)
  // Parts are known by their first byte. `ranks` is that of the pair a part makes with the next one.
  const next = new Uint32Array(length + 1)
  const previous = new Int32Array(length + 1)
  const ranks = new Int32Array(length + 1)
  let parts = length

  function learn(part: number, end: number): void {
    const rank = rankOf(bytes, part, end)
    ranks[part] = rank
    if (rank !== NONE) waiting.push(rank * POSITIONS + part)
  }

  function merge(part: number): void {
    const gone = next[part] ?? length
    const after = next[gone] ?? length
    ranks[gone] = NONE
    next[part] = after
    previous[after] = part
    parts--
    if (after < length) learn(part, next[after] ?? length)
    else ranks[part] = NONE
    const before = previous[part] ?? NONE
    if (before !== NONE) learn(before, after)
  }

  for (let part = 0; part < length; part++) {
    next[part] = part + 1
    previous[part] = part - 1
    if (part + 2 <= length) learn(part, part + 2)
    else ranks[part] = NONE
    if (part % STRIDE === 0) yield
  }
  for (let step = 1; ; step++) {
    const best = waiting.pop()
    if (best === Number.POSITIVE_INFINITY) return parts
    const part = best % POSITIONS
    if (ranks[part] === (best - part) / POSITIONS) merge(part)
    if (step % STRIDE === 0) yield
  }
}

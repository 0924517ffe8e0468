import { INFINITE } from '../globals.js'
import { createHeap } from './heap.js'
import { rankOf } from './vocabulary.js'

const NONE = -1
/** Positions stay below this, so that rank and position fit into one exact number. */
const POSITIONS = 2 ** 32

/** Where the tokens end that byte-pair merging makes of `bytes[from..to]`. */
export type Merger = (bytes: Uint8Array, from: number, to: number) => readonly number[]

/**
 * A merger of at most `capacity` bytes at a time, in n log n. Pairs of neighbours wait in a heap by rank, then by position, which is
 * the order they are merged in. An entry whose pair has changed meanwhile is passed over when it comes up.
 */
export function createMerger(capacity: number): Merger {
  const waiting = createHeap(2 * capacity)
  // Parts are known by their first byte. `ranks` is that of the pair a part makes with the next one.
  const next = new Int32Array(capacity + 1)
  const previous = new Int32Array(capacity + 1)
  const ranks = new Int32Array(capacity + 1)

  return function merge(bytes, from, to) {
    const length = to - from

    function learn(part: number, end: number): void {
      const rank = rankOf(bytes, from + part, from + end)
      ranks[part] = rank
      if (rank !== NONE) waiting.push(rank * POSITIONS + part)
    }

    function join(part: number): void {
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

    for (let part = 0; part <= length; part++) {
      next[part] = part + 1
      previous[part] = part - 1
      ranks[part] = NONE
    }
    for (let part = 0; part + 2 <= length; part++) learn(part, part + 2)
    for (let best = waiting.pop(); best !== INFINITE; best = waiting.pop()) {
      const part = best % POSITIONS
      if (ranks[part] === (best - part) / POSITIONS) join(part)
    }
    return endsOf(next, from, length)
  }
}

function endsOf(next: Int32Array, from: number, length: number): number[] {
  const ends: number[] = []
  for (let part = 0; part < length; part = next[part] ?? length) ends.push(from + (next[part] ?? length))
  return ends
}

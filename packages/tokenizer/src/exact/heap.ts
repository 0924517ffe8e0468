import { INFINITE, min } from '../globals.js'

/** A heap of at most `capacity` numbers, smallest first. */
export interface Heap {
  push(value: number): void
  /** `Infinity` when the heap is empty. */
  pop(): number
}

const FANOUT = 4

export function createHeap(capacity: number): Heap {
  const values = new Float64Array(capacity)
  let size = 0

  function push(value: number): void {
    let at = size++
    while (at > 0) {
      const parent = (at - 1) >> 2
      const above = values[parent] ?? 0
      if (above <= value) break
      values[at] = above
      at = parent
    }
    values[at] = value
  }

  function pop(): number {
    if (size === 0) return INFINITE
    const smallest = values[0] ?? 0
    const last = values[--size] ?? 0
    let at = 0
    for (let first = 1; first < size; first = at * FANOUT + 1) {
      const child = smallestOf(first, min(first + FANOUT, size))
      const below = values[child] ?? 0
      if (below >= last) break
      values[at] = below
      at = child
    }
    values[at] = last
    return smallest
  }

  function smallestOf(first: number, end: number): number {
    let best = first
    for (let at = first + 1; at < end; at++) if ((values[at] ?? 0) < (values[best] ?? 0)) best = at
    return best
  }

  return { push, pop }
}

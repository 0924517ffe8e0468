/** A binary heap of numbers, smallest first, that never holds more than `capacity`. */
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
    if (size === 0) return Number.POSITIVE_INFINITY
    const smallest = values[0] ?? 0
    const last = values[--size] ?? 0
    let at = 0
    for (;;) {
      const first = at * FANOUT + 1
      if (first >= size) break
      const child = smallestChild(first, Math.min(first + FANOUT, size))
      const below = values[child] ?? 0
      if (below >= last) break
      values[at] = below
      at = child
    }
    values[at] = last
    return smallest
  }

  function smallestChild(first: number, end: number): number {
    let best = first
    for (let child = first + 1; child < end; child++) if ((values[child] ?? 0) < (values[best] ?? 0)) best = child
    return best
  }

  return { push, pop }
}

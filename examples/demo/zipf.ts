export interface ZipfOptions {
  /** How many there are to draw from. */
  readonly ranks: number
  /** Rank n is drawn n^-exponent as often as rank 1. */
  readonly exponent: number
  readonly seed: number
}

/** Draws ranks from 1 on: the same ones for the same seed. */
export function zipfDraw({ ranks, exponent, seed }: ZipfOptions): () => number {
  const random = seededRandom(seed)
  const upTo: number[] = []
  let total = 0
  for (let rank = 1; rank <= ranks; rank += 1) {
    total += rank ** -exponent
    upTo.push(total)
  }
  return () => firstAbove(upTo, random() * total) + 1
}

/** Index of the first of rising values that is above `value`. */
function firstAbove(values: readonly number[], value: number): number {
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}

/** Numbers from 0 to below 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

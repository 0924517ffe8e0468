import { seededRandom } from '../replay/seeded-random.js'

export interface ZipfOptions {
  /** How many users there are to draw from. */
  readonly users: number
  /** User n makes n^-exponent as many calls as user 1. */
  readonly exponent: number
  readonly seed: number
}

/** Draws users from 0 on, the same ones for the same seed: for logs that name none. */
export function zipfDraw({ users, exponent, seed }: ZipfOptions): () => number {
  const random = seededRandom(seed)
  const upTo = new Float64Array(users)
  let total = 0
  for (let rank = 1; rank <= users; rank += 1) {
    total += rank ** -exponent
    upTo[rank - 1] = total
  }
  return () => firstAbove(upTo, random() * total)
}

function firstAbove(values: Float64Array, value: number): number {
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}

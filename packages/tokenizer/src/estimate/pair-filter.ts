import { imul } from '../globals.js'

/**
 * Which neighbours stand together in some token of o200k, for characters that no table of letters covers: a Bloom filter with three
 * hashes, filled from the vocabulary. It never misses a pair, and takes a few in a hundred of all others for one.
 */

/** As the first of two: the second is a token of its own, or stands this often in a row in some token. */
export const ALONE = 0
export const THREE_IN_A_ROW = 1
export const EIGHT_IN_A_ROW = 2

export const FILTER_BYTES = 16_384
const MASK = FILTER_BYTES * 8 - 1

export function hasPair(filter: Uint8Array, first: number, second: number): boolean {
  const hash = hashOf(first, second)
  return hasBit(filter, hash & MASK) && hasBit(filter, (hash >>> 8) & MASK) && hasBit(filter, (hash >>> 16) & MASK)
}

export function addPair(filter: Uint8Array, first: number, second: number): void {
  const hash = hashOf(first, second)
  for (const at of [hash & MASK, (hash >>> 8) & MASK, (hash >>> 16) & MASK]) {
    filter[at >> 3] = (filter[at >> 3] ?? 0) | (1 << (at & 7))
  }
}

function hasBit(filter: Uint8Array, at: number): boolean {
  return (((filter[at >> 3] ?? 0) >> (at & 7)) & 1) === 1
}

function hashOf(first: number, second: number): number {
  let hash = imul(first + 0x1e3779b9, 0x85ebca6b) ^ imul(second + 0x165667b1, 0xc2b2ae35)
  hash = imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return hash ^ (hash >>> 14)
}

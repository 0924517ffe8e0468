/**
 * Which neighbours stand together in some token of o200k, for characters that no table of letters covers: a Bloom filter with three
 * hashes, filled from the vocabulary. A character that is a token of its own is the pair of 0 and itself.
 * It never misses a pair, and takes a few in a hundred of all others for one.
 */
export interface PairFilter {
  has(first: number, second: number): boolean
  add(first: number, second: number): void
}

/** As the first of two: the second stands this often in a row in some token. */
export const THREE_IN_A_ROW = 1
export const EIGHT_IN_A_ROW = 2

/** `bits` has a power of two bytes. */
export function pairFilter(bits: Uint8Array): PairFilter {
  const mask = bits.length * 8 - 1

  function has(first: number, second: number): boolean {
    const hash = hashOf(first, second)
    return bitAt(hash & mask) && bitAt((hash >>> 8) & mask) && bitAt((hash >>> 16) & mask)
  }

  function bitAt(at: number): boolean {
    return ((bits[at >> 3] ?? 0) & (1 << (at & 7))) !== 0
  }

  function set(at: number): void {
    bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7))
  }

  function add(first: number, second: number): void {
    const hash = hashOf(first, second)
    set(hash & mask)
    set((hash >>> 8) & mask)
    set((hash >>> 16) & mask)
  }

  return { has, add }
}

function hashOf(first: number, second: number): number {
  let hash = Math.imul(first + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(second + 0x165667b1, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return hash ^ (hash >>> 14)
}

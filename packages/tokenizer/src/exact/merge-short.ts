import { INFINITE } from '../globals.js'
import { rankOf } from './vocabulary.js'

/** Bytes up to which looking through all pairs for the best one beats keeping them in a heap. */
export const SHORT = 96

const bounds = new Int32Array(SHORT + 1)
const ranks = new Int32Array(SHORT + 1)

/** Tokens of one piece of at most `SHORT` bytes: the pair of neighbours with the lowest rank becomes one, until no pair is a token. */
export function mergeShort(bytes: Uint8Array, length: number): number {
  let parts = length
  for (let part = 0; part <= length; part++) bounds[part] = part
  for (let part = 0; part < parts - 1; part++) ranks[part] = rankOf(bytes, part, part + 2)
  for (;;) {
    const best = lowest(parts - 1)
    if (best < 0) return parts
    bounds.copyWithin(best + 1, best + 2, parts + 1)
    ranks.copyWithin(best + 1, best + 2, parts - 1)
    parts--
    if (best < parts - 1) ranks[best] = pairRank(bytes, best)
    if (best > 0) ranks[best - 1] = pairRank(bytes, best - 1)
  }
}

function pairRank(bytes: Uint8Array, part: number): number {
  return rankOf(bytes, bounds[part] ?? 0, bounds[part + 2] ?? 0)
}

function lowest(pairs: number): number {
  let best = -1
  let bestRank = INFINITE
  for (let part = 0; part < pairs; part++) {
    const rank = ranks[part] ?? -1
    if (rank >= 0 && rank < bestRank) {
      best = part
      bestRank = rank
    }
  }
  return best
}

import { min } from '../globals.js'
import { createMerger } from './merger.js'

/** Counts the tokens of one long piece, the first `length` bytes. Yields `false` whenever a window is done. */
export type LongMerge = (bytes: Uint8Array, length: number) => Generator<boolean, number>

export interface Windows {
  /** Bytes merged at once. */
  readonly window: number
  /** Tokens so near to the end of a window may change with what follows. */
  readonly unsure: number
}

interface Seam {
  /** Tokens of the window that stay, and where those of the next one end. */
  readonly kept: number
  readonly ends: readonly number[]
}

/**
 * Merging window by window, exact all the same. A sequence of tokens is the one that byte-pair merging makes of a text if and only if
 * every two neighbours in it are the ones it makes of their own bytes: until the first merge across the boundary between them, both go
 * the same way with and without the rest of the text. Inside a window that holds by construction; at a seam it is looked at.
 */
export function createLongMerge({ window, unsure }: Windows): LongMerge {
  const merge = createMerger(window)

  return function* mergeLong(bytes, length) {
    let from = 0
    let ends = merge(bytes, from, min(window, length))
    let tokens = 0
    while (ends.at(-1) !== length) {
      const seam = yield* findSeam(bytes, length, from, ends)
      if (seam === undefined) return createMerger(length)(bytes, 0, length).length
      tokens += seam.kept
      from = ends[seam.kept - 1] ?? length
      ends = seam.ends
    }
    return tokens + ends.length
  }

  /** The tries go back twice as far each time. */
  function* findSeam(
    bytes: Uint8Array,
    length: number,
    from: number,
    ends: readonly number[],
  ): Generator<boolean, Seam | undefined> {
    const sure = ends.findIndex((end) => end > from + window - unsure)
    for (let back = 0; back < sure; back = 2 * back + 1) {
      yield false
      const kept = sure - back
      const cut = ends[kept - 1] ?? from
      const following = merge(bytes, cut, min(cut + window, length))
      const after = following[0] ?? length
      if (areNeighbours(bytes, ends[kept - 2] ?? from, cut, after)) return { kept, ends: following }
    }
    return undefined
  }

  /** Whether merging the bytes of two tokens makes these two again. */
  function areNeighbours(bytes: Uint8Array, from: number, cut: number, to: number): boolean {
    const ends = merge(bytes, from, to)
    return ends.length === 2 && ends[0] === cut
  }
}

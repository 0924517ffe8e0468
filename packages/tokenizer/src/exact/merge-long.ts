import { createMerger } from './merger.js'

/** Bytes merged between two yields: less than a millisecond's work, and a heap that stays in the cache. */
const WINDOW = 3072
/** Tokens so near to the end of a window may change with what follows. */
const UNSURE = 192

const mergeWindow = createMerger(WINDOW)

/**
 * Tokens of one long piece, window by window, exact all the same: a sequence of tokens is the one that byte-pair merging makes of a text
 * if and only if every two neighbours in it are the ones it makes of their own bytes. (Until the first merge across a boundary, the two
 * sides go the same way with and without the rest of the text.) Inside a window that holds by construction; at the seam it is looked at.
 */
export function* mergeLong(bytes: Uint8Array, length: number): Generator<boolean, number> {
  let from = 0
  let ends = mergeWindow(bytes, from, Math.min(WINDOW, length))
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

/** How many tokens of a window can stay, and the window after them. The tries go back twice as far each time. */
function* findSeam(
  bytes: Uint8Array,
  length: number,
  from: number,
  ends: readonly number[],
): Generator<boolean, { readonly kept: number; readonly ends: readonly number[] } | undefined> {
  const sure = ends.findIndex((end) => end > from + WINDOW - UNSURE)
  for (let back = 0; back < sure; back = 2 * back + 1) {
    yield false
    const kept = sure - back
    const cut = ends[kept - 1] ?? from
    const following = mergeWindow(bytes, cut, Math.min(cut + WINDOW, length))
    if (areNeighbours(bytes, ends[kept - 2] ?? from, cut, following[0] ?? length)) return { kept, ends: following }
  }
  return undefined
}

/** Whether merging the bytes of two tokens makes these two again. */
function areNeighbours(bytes: Uint8Array, from: number, cut: number, to: number): boolean {
  const ends = mergeWindow(bytes, from, to)
  return ends.length === 2 && ends[0] === cut
}

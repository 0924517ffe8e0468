const { ceil } = Math

/** So few that whoever reads the words of a first long text is compiled after some calls, not within one. */
const BYTES = 1 << 12
const WORDS_IN_A_STEP = 2
const BYTES_IN_A_STEP = 4 * WORDS_IN_A_STEP

const encoder = new TextEncoder()
const bytes = new Uint8Array(BYTES + BYTES_IN_A_STEP)
const target = bytes.subarray(0, BYTES)

/** The UTF-8 of a part of a text, as `encodeWords` left it: an even number of words, filled up with zeros. */
export const words: Int32Array = new Int32Array(bytes.buffer)

export interface Encoded {
  /** How many UTF-16 units of the text are in the words. */
  readonly read: number
  readonly words: number
}

/** Encodes as much of a text as there is room for. Lone surrogates are all alike in UTF-8. */
export function encodeWords(text: string): Encoded {
  const { read, written } = encoder.encodeInto(text, target)
  bytes.fill(0, written, written + BYTES_IN_A_STEP)
  return { read, words: ceil(written / BYTES_IN_A_STEP) * WORDS_IN_A_STEP }
}

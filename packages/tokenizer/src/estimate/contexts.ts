import { ROWS } from './columns.js'
import { STATES } from './moves.js'

/** What stands before a character, as far as that matters. */
export interface Context {
  /** Of the pre-tokenizer, see `moves`. */
  readonly state: number
  /** Of the table of pairs, for a character in the same piece. */
  readonly row: number
}

/** More than there are. */
export const MOST_CONTEXTS = 192

const contexts: Context[] = [{ state: 0, row: 0 }]
const numbers = new Uint8Array(STATES * ROWS)

/** The context's number, from 1 on, in the order in which they turn up. 0 is the beginning of a text. */
export function numberOf({ state, row }: Context): number {
  const at = state * ROWS + row
  const known = numbers[at] ?? 0
  if (known !== 0) return known
  numbers[at] = contexts.length
  return contexts.push({ state, row }) - 1
}

export function contextAt(number: number): Context {
  const context = contexts[number]
  if (context === undefined) throw new RangeError(`No context ${number}.`)
  return context
}

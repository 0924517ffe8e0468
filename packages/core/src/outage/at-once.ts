import type { Answer } from '../store/store.js'

/** The answer of a store that never lets wait, as the memory store does not. */
export function atOnce<Reply>(answer: Answer<Reply>): Reply {
  if (answer instanceof Promise) throw new TypeError('The memory store answers at once.')
  return answer
}

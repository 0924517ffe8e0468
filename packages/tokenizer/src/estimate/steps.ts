import { FIRST_MARK } from './columns.js'
import { IS_LETTER } from './layout.js'
import { moves, states } from './moves.js'
import { COLUMN, MOVE, traitOf, WITHOUT_COLUMN } from './traits.js'

/** Steps of ASCII by state and character: `asciiSteps[state + code]`. */
export const asciiSteps: Int32Array = new Int32Array(states.length * 128)
for (let state = 0; state < asciiSteps.length; state += 128) {
  for (let code = 0; code < 128; code++) asciiSteps[state + code] = stepOf(state, traitOf(code))
}

/** The step of a character by its trait. Its column is 0 if it has none. */
export function stepOf(state: number, trait: number): number {
  const step = moves[(state >> 4) + (trait & MOVE)] ?? 0
  if (trait >= WITHOUT_COLUMN) return step
  const column = trait >> COLUMN
  return step | column | (column < FIRST_MARK ? 1 << IS_LETTER : 0)
}

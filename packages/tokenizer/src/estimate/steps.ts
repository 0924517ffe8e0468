import { FIRST_MARK } from './columns.js'
import { IS_LETTER } from './layout.js'
import { moves, states } from './moves.js'
import { COLUMN, MOVE, traitOf, WITHOUT_COLUMN } from './traits.js'

/** Steps of ASCII by state and character: `asciiSteps[state + code]`. */
export const asciiSteps: Int32Array = new Int32Array(states.length * 128)
for (let state = 0; state < asciiSteps.length; state += 128) {
  for (let code = 0; code < 128; code++) asciiSteps[state + code] = stepOf(state, code)
}

/** The column of a step without one is 0. */
export function stepOf(state: number, code: number): number {
  const trait = traitOf(code)
  const step = moves[(state >> 4) + (trait & MOVE)] ?? 0
  if (trait >= WITHOUT_COLUMN) return step
  const column = trait >> COLUMN
  return step | column | (column < FIRST_MARK ? 1 << IS_LETTER : 0)
}

import { AFTER_OTHER, AFTER_OTHER_JOINING_NEWLINE, FIRST_MARK } from './columns.js'
import { contextAt, MOST_CONTEXTS, numberOf } from './contexts.js'
import { type Kind, kindAt } from './kinds.js'
import { ADDED, CELLS_OF_CONTEXT, CONTEXT, ENDS_WORD, SCORE_LIMIT } from './layout.js'
import { ONE } from './levels.js'
import { type Step, stepOf } from './moves.js'
import { pairAt } from './tables.js'

/** By context and kind of the character, see `layout`. Learned as they turn up; 0: not yet, for no cell leads to context 0. */
export const cells: Int32Array = new Int32Array(MOST_CONTEXTS * CELLS_OF_CONTEXT)

/** @param context Where its cells begin. */
export function learnCell(context: number, kind: number): number {
  const { state, row } = contextAt(context / CELLS_OF_CONTEXT)
  const character = kindAt(kind)
  const step = stepOf(state, character.character)
  const cell = cellOf(step, character, pairAt(step.isInside ? row : step.row, character.column))
  cells[context + kind] = cell
  return cell
}

function cellOf({ state, pieces, endsWord }: Step, kind: Kind, pair: number): number {
  const isLetter = kind.column > 0 && kind.column < FIRST_MARK
  const after = numberOf({ state, row: rowOf(kind) }) * CELLS_OF_CONTEXT
  const cost = pieces * ONE + (isLetter ? 0 : pair)
  const added = isLetter ? SCORE_LIMIT + pair : 0
  return cost | (after << CONTEXT) | (added << ADDED) | (Number(endsWord) << ENDS_WORD)
}

/** A character's row has the number of its column. */
function rowOf({ column, joinsNewline }: Kind): number {
  if (column > 0) return column
  return joinsNewline ? AFTER_OTHER_JOINING_NEWLINE : AFTER_OTHER
}

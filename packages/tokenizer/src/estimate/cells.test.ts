import { describe, expect, it } from '@jest/globals'
import { cells, learnCell } from './cells.js'
import { MOST_CONTEXTS } from './contexts.js'
import { numberOfKind } from './kinds.js'
import { CELLS_OF_CONTEXT, CONTEXT, CONTEXT_MASK, COST_MASK } from './layout.js'

const kinds = [...new Set(Array.from({ length: 0x10000 }, (_, code) => numberOfKind(code)))]

/** All contexts that some text leads to. */
function reachable(): Set<number> {
  const seen = new Set([0])
  for (const context of seen) {
    for (const kind of kinds) seen.add((learnCell(context, kind) >> CONTEXT) & CONTEXT_MASK)
  }
  return seen
}

describe('the cells of the estimate', () => {
  const contexts = [...reachable()]

  it('have room for every context that any text leads to, and for every kind of character', () => {
    expect(Math.max(...contexts)).toBeLessThan(MOST_CONTEXTS * CELLS_OF_CONTEXT)
    expect(Math.max(...kinds)).toBeLessThan(CELLS_OF_CONTEXT)
    expect(cells).toHaveLength(MOST_CONTEXTS * CELLS_OF_CONTEXT)
  })

  it('are never 0 once they are learned, nor lead back to the beginning of a text', () => {
    const learned = contexts.flatMap((context) => kinds.map((kind) => cells[context + kind] ?? 0))
    expect(learned.filter((cell) => cell === 0 || ((cell >> CONTEXT) & CONTEXT_MASK) === 0)).toEqual([])
  })

  it('hold costs below two and a half tokens', () => {
    expect(Math.max(...cells.map((cell) => cell & COST_MASK))).toBeLessThanOrEqual(640)
  })
})

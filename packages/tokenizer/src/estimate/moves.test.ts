import { describe, expect, it } from '@jest/globals'
import { pieceEnd } from '../exact/piece-end.js'
import { heldOut } from '../testing/corpus-samples.fixture.js'
import { kindAt, numberOfKind } from './kinds.js'
import { stepOf } from './moves.js'

function piecesByMoves(text: string): number {
  let state = 0
  let pieces = 0
  for (let at = 0; at < text.length; at++) {
    const { character } = kindAt(numberOfKind(text.charCodeAt(at)))
    const step = stepOf(state, character)
    state = step.state
    pieces += step.pieces
  }
  return pieces
}

function pieces(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at = pieceEnd(text, at)) count++
  return count
}

describe('the moves of the estimate', () => {
  it.each([...heldOut()])('find as many pieces as the pre-tokenizer, within 2 %%: %s', (_, files) => {
    const text = files.map((file) => file.text).join('\n')
    expect(Math.abs(piecesByMoves(text) / pieces(text) - 1)).toBeLessThan(0.02)
  })
})

import { describe, expect, it } from '@jest/globals'
import { pieceEnd } from '../exact/piece-end.js'
import { heldOut } from '../testing/corpus-samples.fixture.js'
import { BEGINS_PIECE, STATE } from './layout.js'
import { stepOf } from './steps.js'
import { traitOf } from './traits.js'

function piecesByMoves(text: string): number {
  let state = 0
  let pieces = 0
  for (let at = 0; at < text.length; at++) {
    const step = stepOf(state, traitOf(text.charCodeAt(at)))
    state = (step >> STATE) & 0xfff
    pieces += (step >> BEGINS_PIECE) & 1
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

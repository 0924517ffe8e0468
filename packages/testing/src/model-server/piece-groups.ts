import type { Piece } from './choice.js'

/** Neighbouring pieces that are streamed together. */
export interface PieceGroup extends Piece {
  readonly tokens: number
}

/** Neighbouring pieces of the same text or tool call, at most `size` together. */
export function* pieceGroups(pieces: readonly Piece[], size: number): Generator<PieceGroup> {
  let group: PieceGroup | undefined
  for (const { tool, text } of pieces) {
    if (group !== undefined && group.tool === tool && group.tokens < size) {
      group = { tool, text: group.text + text, tokens: group.tokens + 1 }
      continue
    }
    if (group !== undefined) yield group
    group = { tool, text, tokens: 1 }
  }
  if (group !== undefined) yield group
}

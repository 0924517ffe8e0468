import { tokenCounter } from '@llm-limit/tokenizer'
import { textOf } from './member-of.js'
import type { Part } from './model.js'

/** Counts the tokens that an answer has delivered, for when nobody reports them. */
export interface Delivered {
  /** @returns whether the part was text of the answer. */
  see(part: Part): boolean
  readonly tokens: number
}

/** Counts parts of a stream, and those of a whole answer, where text comes at once. */
export function delivered(): Delivered {
  const counter = tokenCounter()
  /** Tool calls whose input came in pieces: it comes once more as a whole. */
  const seen = new Set<string>()

  function pieceOf(part: Part): string | undefined {
    switch (part.type) {
      case 'text':
      case 'reasoning':
        return textOf(part, 'text')
      case 'text-delta':
      case 'reasoning-delta':
      case 'tool-input-delta':
        return textOf(part, 'delta')
      case 'tool-input-start':
        seen.add(textOf(part, 'id') ?? '')
        return textOf(part, 'toolName')
      case 'tool-call':
        return seen.has(textOf(part, 'toolCallId') ?? '')
          ? undefined
          : `${textOf(part, 'toolName') ?? ''} ${textOf(part, 'input') ?? ''}`
      default:
        return undefined
    }
  }

  return {
    see(part) {
      const piece = pieceOf(part)
      if (piece !== undefined) counter.add(piece)
      return piece !== undefined
    },
    get tokens() {
      return counter.count
    },
  }
}

export function deliveredIn(content: readonly Part[]): number {
  const count = delivered()
  for (const part of content) count.see(part)
  return count.tokens
}

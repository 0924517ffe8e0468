import { textOf } from './member-of.js'
import type { Part } from './model.js'

/** Ends a stream as its model would have done at its output cap. */
export interface StreamEnding {
  see(part: Part): void
  parts(outputTokens: number): readonly Part[]
}

const OPENS = /^(text|reasoning|tool-input)-start$/
const CLOSES = /^(?:text|reasoning|tool-input)-end$/

export function streamEnding(specification: string): StreamEnding {
  /** Blocks that were begun, with the part that ends each. */
  const open = new Map<string | undefined, Part>()

  return {
    see(part) {
      const id = textOf(part, 'id')
      const kind = OPENS.exec(part.type)?.[1]
      if (kind !== undefined) open.set(id, blockEnd(kind, id))
      else if (CLOSES.test(part.type)) open.delete(id)
    },
    parts: (outputTokens) => [
      ...open.values(),
      { type: 'finish', ...(specification === 'v2' ? flat(outputTokens) : nested(outputTokens)) },
    ],
  }
}

function flat(outputTokens: number): object {
  return { finishReason: 'length', usage: { inputTokens: undefined, outputTokens, totalTokens: undefined } }
}

function nested(outputTokens: number): object {
  return {
    finishReason: { unified: 'length', raw: 'length' },
    usage: {
      inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: outputTokens, text: undefined, reasoning: undefined },
    },
  }
}

function blockEnd(kind: string, id: string | undefined): Part & { readonly id: string | undefined } {
  return { type: `${kind}-end`, id }
}

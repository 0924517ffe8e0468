import type { Choice } from '../choice.js'
import type { JsonObject } from '../json-reading.js'

export const FINISH_REASONS: Readonly<Record<Choice['finishReason'], string>> = {
  stop: 'STOP',
  tool_calls: 'STOP',
  length: 'MAX_TOKENS',
}

export function candidateOf(choice: Choice): JsonObject {
  return {
    content: { parts: partsOf(choice), role: 'model' },
    finishReason: FINISH_REASONS[choice.finishReason],
    index: choice.index,
  }
}

function partsOf(choice: Choice): JsonObject[] {
  const { pieces, toolCalls } = choice
  if (toolCalls.length > 0) {
    return [...toolCalls.keys()].map((tool) => callPart(choice, tool)).filter((part) => part !== undefined)
  }
  return pieces.length === 0 ? [] : [{ text: pieces.map(({ text }) => text).join('') }]
}

/** Function calls are sent whole: one in which the cap was reached is not sent, though paid for. */
export function callPart({ pieces, toolCalls, finishReason }: Choice, tool: number): JsonObject | undefined {
  const isCut = finishReason === 'length' && pieces.at(-1)?.tool === tool
  const text = pieces.flatMap((piece) => (piece.tool === tool ? [piece.text] : [])).join('')
  if (isCut || text === '') return undefined
  return { functionCall: { name: toolCalls[tool]?.name, args: JSON.parse(text) } }
}

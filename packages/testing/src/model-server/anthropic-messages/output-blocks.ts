import type { Choice } from '../choice.js'
import type { JsonObject } from '../json-reading.js'

/** Thinking is not shown: the signature stands for it. */
export const SIGNATURE = 'RmFrZSBzaWduYXR1cmU='

export const STOP_REASONS: Readonly<Record<Choice['finishReason'], string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
}

/** The content of a JSON answer. */
export function contentOf(choice: Choice, id: string): readonly JsonObject[] {
  const { pieces, reasoningTokens, toolCalls } = choice
  const thinking = reasoningTokens > 0 ? [{ type: 'thinking', thinking: '', signature: SIGNATURE }] : []
  if (toolCalls.length === 0)
    return pieces.length === 0 ? thinking : [...thinking, { type: 'text', text: textOf(choice, undefined) }]
  const begun = toolCalls.filter((_, tool) => pieces.some((piece) => piece.tool === tool))
  return [
    ...thinking,
    ...begun.map(({ name }, tool) => ({ ...toolBlock(id, tool, name), input: inputIn(textOf(choice, tool)) })),
  ]
}

/** As it begins: without input. */
export function toolBlock(id: string, tool: number, name: string | undefined): JsonObject {
  return { type: 'tool_use', id: `toolu_${id}_${tool}`, name, input: {} }
}

function textOf({ pieces }: Choice, tool: number | undefined): string {
  return pieces
    .filter((piece) => piece.tool === tool)
    .map((piece) => piece.text)
    .join('')
}

/** A cap can end it in the middle of its JSON. */
function inputIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

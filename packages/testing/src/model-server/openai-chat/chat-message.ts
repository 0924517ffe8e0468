import type { Choice } from '../choice.js'

interface WireToolCall {
  readonly id: string
  readonly type: 'function'
  readonly function: { readonly name: string; readonly arguments: string }
}

interface WireMessage {
  readonly role: 'assistant'
  readonly content: string | null
  readonly refusal: null
  readonly annotations: readonly unknown[]
  readonly tool_calls?: readonly WireToolCall[]
}

/** The `message` of a choice in a JSON answer. */
export function messageOf(choice: Choice, id: string): WireMessage {
  const fixed = { role: 'assistant', refusal: null, annotations: [] } as const
  if (choice.toolCalls.length === 0) return { ...fixed, content: textOf(choice, undefined) }
  const begun = choice.toolCalls.filter((_, tool) => choice.pieces.some((piece) => piece.tool === tool))
  const calls = begun.map(({ name }, tool) => ({
    id: toolCallId(id, choice.index, tool),
    type: 'function' as const,
    function: { name, arguments: textOf(choice, tool) },
  }))
  return { ...fixed, content: null, ...(calls.length > 0 && { tool_calls: calls }) }
}

export function toolCallId(id: string, choice: number, tool: number): string {
  return `call_${id}_${choice}_${tool}`
}

function textOf({ pieces }: Choice, tool: number | undefined): string {
  return pieces
    .filter((piece) => piece.tool === tool)
    .map((piece) => piece.text)
    .join('')
}

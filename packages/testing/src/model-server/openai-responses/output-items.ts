import type { Answer } from '../answer.js'
import type { Choice } from '../choice.js'

export type WireObject = Readonly<Record<string, unknown>>

/** One item of a response's output, with the member or part that its text goes to. */
export interface OutputItem {
  readonly kind: 'reasoning' | 'message' | 'function_call'
  /** The tool call that it is; undefined for others. */
  readonly tool: number | undefined
  /** As it is added, without text. */
  readonly begun: WireObject
  /** As it is when it has ended. */
  readonly ended: WireObject
  readonly text: string
}

/** The output of a response; an item in which the cap was reached is incomplete, one after it is not there. */
export function outputItems({ id, choices }: Answer): OutputItem[] {
  const [choice] = choices
  if (choice === undefined) return []
  const items = [...reasoningItem(id, choice), ...answerItems(id, choice)]
  return items.map((item, index) =>
    choice.finishReason === 'length' && index === items.length - 1 ? cutOff(item) : item,
  )
}

function reasoningItem(id: string, { reasoningTokens }: Choice): OutputItem[] {
  if (reasoningTokens === 0) return []
  const item = { id: `rs_${id}`, type: 'reasoning', summary: [] }
  return [{ kind: 'reasoning', tool: undefined, begun: item, ended: item, text: '' }]
}

function answerItems(id: string, choice: Choice): OutputItem[] {
  const { toolCalls, pieces, finishReason } = choice
  if (toolCalls.length === 0)
    return pieces.length === 0 && finishReason === 'length' ? [] : [message(id, textOf(choice))]
  return toolCalls.flatMap(({ name }, tool) =>
    pieces.some((piece) => piece.tool === tool) ? [functionCall(id, tool, name, textOf(choice, tool))] : [],
  )
}

function message(id: string, text: string): OutputItem {
  const fixed = { id: `msg_${id}`, type: 'message', role: 'assistant' }
  const begun = { ...fixed, status: 'in_progress', content: [] }
  return {
    kind: 'message',
    tool: undefined,
    begun,
    ended: { ...fixed, status: 'completed', content: [textPart(text)] },
    text,
  }
}

function functionCall(id: string, tool: number, name: string, text: string): OutputItem {
  const fixed = { id: `fc_${id}_${tool}`, type: 'function_call', call_id: `call_${id}_${tool}`, name }
  const begun = { ...fixed, status: 'in_progress', arguments: '' }
  return { kind: 'function_call', tool, begun, ended: { ...fixed, status: 'completed', arguments: text }, text }
}

function cutOff(item: OutputItem): OutputItem {
  return item.kind === 'reasoning' ? item : { ...item, ended: { ...item.ended, status: 'incomplete' } }
}

export function textPart(text: string): WireObject {
  return { type: 'output_text', annotations: [], logprobs: [], text }
}

function textOf({ pieces }: Choice, tool?: number): string {
  return pieces.flatMap((piece) => (piece.tool === tool ? [piece.text] : [])).join('')
}

import type { Choice } from '../choice.js'
import type { JsonObject } from '../json-reading.js'
import { type PieceGroup, pieceGroups } from '../piece-groups.js'
import { SIGNATURE, toolBlock } from './output-blocks.js'

/** One event, and the tokens generated for it. */
export interface Step {
  readonly body: JsonObject
  readonly tokens: number
}

/** A content block as it is streamed. */
interface Block {
  readonly begun: JsonObject
  readonly deltas: { readonly delta: JsonObject; readonly tokens: number }[]
}

/** What is between the start of a message and its stop reason: a ping, then each block with its start, deltas and stop. */
export function* contentSteps(choice: Choice, id: string, tokensPerChunk: number): Generator<Step> {
  yield { body: { type: 'ping' }, tokens: 0 }
  for (const [index, { begun, deltas }] of blocksOf(choice, id, tokensPerChunk).entries()) {
    yield { body: { type: 'content_block_start', index, content_block: begun }, tokens: 0 }
    for (const { delta, tokens } of deltas) yield { body: { type: 'content_block_delta', index, delta }, tokens }
    yield { body: { type: 'content_block_stop', index }, tokens: 0 }
  }
}

/** Thinking, then the text or one block for each tool call. */
function blocksOf({ reasoningTokens, toolCalls, pieces }: Choice, id: string, tokensPerChunk: number): Block[] {
  const thinking: Block = {
    begun: { type: 'thinking', thinking: '', signature: '' },
    deltas: [{ delta: { type: 'signature_delta', signature: SIGNATURE }, tokens: reasoningTokens }],
  }
  const byTool = new Map<number | undefined, Block>()
  for (const group of pieceGroups(pieces, tokensPerChunk)) {
    const { tool } = group
    const begun = tool === undefined ? { type: 'text', text: '' } : toolBlock(id, tool, toolCalls[tool]?.name)
    const block = byTool.get(tool) ?? { begun, deltas: [] }
    block.deltas.push({ delta: deltaOf(group), tokens: group.tokens })
    byTool.set(tool, block)
  }
  return [...(reasoningTokens > 0 ? [thinking] : []), ...byTool.values()]
}

function deltaOf({ tool, text }: PieceGroup): JsonObject {
  return tool === undefined ? { type: 'text_delta', text } : { type: 'input_json_delta', partial_json: text }
}

import type { Choice } from '../choice.js'
import { pieceGroups } from '../piece-groups.js'
import { toolCallId } from './chat-message.js'

/** One chunk's worth of a choice. */
export interface Step {
  readonly index: number
  readonly delta: Readonly<Record<string, unknown>>
  readonly finishReason: Choice['finishReason'] | null
  /** Tokens generated for it. */
  readonly tokens: number
  /** Part of `tokens`. */
  readonly reasoningTokens: number
}

/** A choice as it is streamed: the role, the tokens in groups, the finish reason. */
export function* choiceSteps(choice: Choice, id: string, tokensPerChunk: number): Generator<Step> {
  const { index, reasoningTokens, finishReason } = choice
  const step = (delta: Step['delta'], tokens = 0): Step => ({
    index,
    delta,
    tokens,
    reasoningTokens: 0,
    finishReason: null,
  })

  const content = choice.toolCalls.length === 0 ? '' : null
  yield { ...step({ role: 'assistant', content, refusal: null }, reasoningTokens), reasoningTokens }
  let opened: number | undefined
  for (const { tool, text, tokens } of pieceGroups(choice.pieces, tokensPerChunk)) {
    if (tool === undefined) {
      yield step({ content: text }, tokens)
      continue
    }
    if (tool !== opened) yield step(openTool(choice, id, tool))
    opened = tool
    yield step({ tool_calls: [{ index: tool, function: { arguments: text } }] }, tokens)
  }
  yield { ...step({}), finishReason }
}

function openTool({ index, toolCalls }: Choice, id: string, tool: number): Step['delta'] {
  const described = { name: toolCalls[tool]?.name, arguments: '' }
  return { tool_calls: [{ index: tool, id: toolCallId(id, index, tool), type: 'function', function: described }] }
}

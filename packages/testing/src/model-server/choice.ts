import type { Behaviour, ToolCall } from './behaviour.js'
import { wordsAbout, wordsOf } from './words.js'

/** What one token adds to an answer. */
export interface Piece {
  /** Index of the tool call that it belongs to; `undefined`: the text. */
  readonly tool: number | undefined
  readonly text: string
}

/** One of a call's `n` answers, token by token. */
export interface Choice {
  readonly index: number
  /** Tokens before the first piece. */
  readonly reasoningTokens: number
  readonly pieces: readonly Piece[]
  readonly toolCalls: readonly ToolCall[]
  readonly finishReason: 'stop' | 'length' | 'tool_calls'
}

export interface ChoiceOrder {
  readonly index: number
  /** Same topic, same words. */
  readonly topic: string
  readonly wantedTokens: number
  readonly cap: number | undefined
  readonly reasoningTokens: number
  readonly toolCalls: readonly ToolCall[]
  readonly words: Behaviour['words']
  readonly text: string | undefined
}

/** A cap ends an answer where it stands: in the middle of the arguments of a tool call, or of the reasoning. */
export function planChoice(order: ChoiceOrder): Choice {
  const { index, wantedTokens, cap = wantedTokens, toolCalls } = order
  const granted = Math.min(wantedTokens, cap)
  const reasoningTokens = Math.min(order.reasoningTokens, granted)
  const visible = granted - reasoningTokens
  const pieces = toolCalls.length === 0 ? textPieces(order, visible) : toolPieces(order).slice(0, visible)
  const ended = toolCalls.length === 0 ? 'stop' : 'tool_calls'
  return { index, reasoningTokens, pieces, toolCalls, finishReason: granted < wantedTokens ? 'length' : ended }
}

export function tokensOf({ reasoningTokens, pieces }: Choice): number {
  return reasoningTokens + pieces.length
}

function textPieces({ topic, words, text }: ChoiceOrder, count: number): Piece[] {
  const parts = text === undefined ? spaced(wordsAbout(topic, count, words)) : overAndOver(wordsOf(text), count)
  return parts.map((part) => ({ tool: undefined, text: part }))
}

function overAndOver(parts: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, position) => parts[position % parts.length] ?? '')
}

/** Shares the tokens out evenly; the first calls get what is left over. */
function toolPieces({ topic, words, toolCalls, wantedTokens, reasoningTokens }: ChoiceOrder): Piece[] {
  const visible = Math.max(0, wantedTokens - reasoningTokens)
  return toolCalls.flatMap((call, tool) => {
    const count = Math.ceil((visible - tool) / toolCalls.length)
    const text = JSON.stringify(call.arguments ?? { text: wordsAbout(`${topic}#${tool}`, count, words).join(' ') })
    return inParts(text, count).map((part) => ({ tool, text: part }))
  })
}

/** As real tokens do, each word but the first carries the space before it. */
function spaced(words: readonly string[]): string[] {
  return words.map((word, position) => (position === 0 ? word : ` ${word}`))
}

/** Cuts between characters, as evenly as they allow. */
function inParts(text: string, count: number): string[] {
  const characters = Array.from(text)
  const cut = (part: number): number => Math.round((part * characters.length) / count)
  return Array.from({ length: count }, (_, part) => characters.slice(cut(part), cut(part + 1)).join(''))
}

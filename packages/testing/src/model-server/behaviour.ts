import type { Fault } from './fault.js'
import type { ModelRequest } from './model-request.js'
import type { ChatVendor } from './openai-chat/chat-vendor.js'

/** A number of tokens, fixed or by request. */
export type TokenAmount = number | ((request: ModelRequest) => number)

/**
 * Where usage appears.
 * `last`: in a stream only with `include_usage`, as one more chunk without choices; all others carry `usage: null`.
 * `always`: the same without being asked. `first`: on the first chunk, complete. `input-first`: on the first chunk, input only.
 * `every`: on every chunk, the sum so far. `twice`: complete on the last chunk with choices, and again on one more.
 * `never`: nowhere, JSON included. In JSON all others are the same.
 */
export type UsageMode = 'last' | 'always' | 'first' | 'input-first' | 'every' | 'twice' | 'never'

/** A function that the model calls. */
export interface ToolCall {
  readonly name: string
  /** Default: `{ "text": ... }` with one word a token. */
  readonly arguments?: unknown
}

/** Ways to write a stream that the standard allows and few servers use. */
export interface StreamStyle {
  /** Default `\n`. */
  readonly lineEnd?: '\n' | '\r\n' | '\r' | undefined
  /** A comment line before every event. */
  readonly comments?: boolean | undefined
  /** Most bytes written at once: splits characters, line ends and events. Default: whole events. */
  readonly splitBytes?: number | undefined
  /** Starts with a byte order mark. */
  readonly byteOrderMark?: boolean | undefined
  /** Random padding in every chunk, so that bytes say nothing about text. */
  readonly obfuscation?: boolean | undefined
  /** Ends with `data: [DONE]`. Default true. */
  readonly done?: boolean | undefined
}

/** How the model server treats a request. */
export interface Behaviour {
  /**
   * Tokens that each choice would like to have, reasoning included; the request's cap shortens it.
   * The request's header `x-fake-output-tokens` comes first. Default 16; with a `text`, its words and the reasoning.
   */
  readonly outputTokens?: TokenAmount | undefined
  /** Answers on beyond the request's cap, as no server should. Default false. */
  readonly ignoresCap?: boolean | undefined
  /** Tokens billed as input. The request's header `x-fake-input-tokens` comes first. Default: `countTokens` of the messages. */
  readonly inputTokens?: TokenAmount | undefined
  /** Part of the input read from the prompt cache; at most all of it. Default 0. */
  readonly cacheReadTokens?: TokenAmount | undefined
  /** Part of the input written to the prompt cache; at most the rest of it. Default 0. */
  readonly cacheWriteTokens?: TokenAmount | undefined
  /** Part of each choice that never shows as text, produced before the first chunk; at most all of it. Default 0. */
  readonly reasoningTokens?: TokenAmount | undefined
  /** Answers with calls of these functions. Default: one when `tool_choice` demands it. */
  readonly toolCalls?: readonly ToolCall[] | undefined
  /** Default `last`. */
  readonly usage?: UsageMode | undefined
  /** Reports something else than what is billed, given what the API would say: another number, a string, nothing. */
  readonly reportUsage?: ((usage: object) => unknown) | undefined
  /** Whose manner of chat completions the answers have. Default `openai`; for a whole server, so that it also refuses in that manner. */
  readonly vendor?: ChatVendor | undefined
  /** Default 1. */
  readonly tokensPerChunk?: number | undefined
  /** Before the headers. Default 0. */
  readonly firstByteDelayMs?: number | undefined
  /** Before every chunk of a stream. Default 0. */
  readonly chunkDelayMs?: number | undefined
  /**
   * What a call costs whose connection ends early. `stops`: the input and what was sent until then (JSON: no output before the
   * first byte). `bills-on`: everything, as if it had ended well. Default `stops`.
   */
  readonly onAbort?: 'stops' | 'bills-on' | undefined
  /** What goes wrong. Default: nothing; `undefined` in `next` heals a server that fails by default. */
  readonly fault?: Fault | undefined
  readonly style?: StreamStyle | undefined
  /** More response headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The model that answers. Default: the one asked for. */
  readonly servedModel?: string | undefined
  /** Words that answers are made of, one a token. Default: 54 English words of four letters. */
  readonly words?: readonly string[] | undefined
  /** What answers say, one word a token, and again from its beginning where more tokens are wanted. Default: drawn from `words`. */
  readonly text?: string | undefined
}

/** One behaviour for all, or one by request. */
export type BehaviourChoice = Behaviour | ((request: ModelRequest) => Behaviour)

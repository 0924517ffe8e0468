import type { CallEstimate, Usage } from '@llm-limit/core'
import type { JsonObject } from './json.js'
import type { AnswerHead, ProviderLimits } from './provider-limits.js'

/** Counts tokens of a text in time linear in its length. Injected, so that this package needs no tokenizer. */
export type CountTokens = (text: string) => number

/** A POST to a model API: the path of its URL (a query is ignored) and its parsed body. */
export interface WireRequest {
  readonly path: string
  readonly body: JsonObject
}

/** A body member that a call cannot be measured with. Neither name nor message repeats what the caller sent. */
export interface InvalidMember {
  readonly param: string
  readonly message: string
}

/** A model call as its request shows it. */
export interface ReadCall extends CallEstimate {
  /** The answer comes as server-sent events. */
  readonly stream: boolean
  /** The caller asked for the usage event of a stream; otherwise it is to be hidden again. */
  readonly wantsUsage: boolean
  /** 48 bits over messages, system text and tools: equal for the same prompt, not cryptographic. */
  readonly fingerprint: number
  /** Input that the body only refers to, such as `file_id`: billed, but not in `inputTokens`. */
  readonly hidden: readonly string[]
  /** Set when the request must be answered with 400; the other members are then not to be relied on. */
  readonly invalid?: InvalidMember | undefined
}

/** What a request is rewritten to. */
export interface RewriteTerms {
  readonly model?: string | undefined
  /** Longest answer of one choice, in tokens. Never lengthens what the caller asked for. */
  readonly maxOutputTokens?: number | undefined
  /** Ask for the usage event of a stream on the caller's behalf; default true. */
  readonly includeUsage?: boolean | undefined
}

export interface Refusal {
  readonly status: number
  readonly code: string
  readonly type: string
  readonly message: string
  /** When to ask again, where waiting helps. */
  readonly retryAfterMs?: number | undefined
}

export interface StreamReaderOptions {
  readonly countTokens: CountTokens
  /** Take out what is only there because we asked for it: the usage event, and `usage: null` in the others. Default false. */
  readonly hideUsage?: boolean | undefined
  /** Input of the call, for what `stop` reports where the API has not reported it. Default 0. */
  readonly inputTokens?: number | undefined
}

/**
 * Reads an answer as its bytes pass. Linear in the bytes, whatever their chunks; holds at most one event of 1 MiB, and 1 MiB of text where
 * `stop` has to say it again.
 */
export interface StreamReader {
  /** @returns the bytes to pass on: the same object when nothing of the chunk is hidden or held back. */
  push(chunk: Uint8Array): Uint8Array
  /** To be called once after the last chunk. @returns what is left to pass on. */
  end(): Uint8Array
  /** As last reported; reports are never added up. */
  usage(): Usage | undefined
  /** Tokens of answer so far: as last reported, and what came since, counted from its text. */
  delivered(): number
  /** No less than that, and cheap: to be asked after every chunk. */
  deliveredAtMost(): number
  /** The API said that the answer is complete. */
  readonly finished: boolean
  /**
   * The events with which the API itself would end this answer had it reached its output cap, after what was pushed so far; what was
   * held back is dropped. Its SDK sees a normal end, with usage where the caller would have seen some. Nothing is pushed afterwards.
   */
  stop(): Uint8Array
}

/** One model API as it looks on the wire. One file or folder per API; the guide `providers.md` has the steps. */
export interface Wire {
  readonly name: string
  /** Is a POST of this body to this path a call of this API? */
  recognises(path: string, body: JsonObject): boolean
  /** Never throws: a body that cannot be measured comes back with `invalid`. */
  read(request: WireRequest, countTokens: CountTokens): ReadCall
  /** A shallow copy of the body with model and cap set. Never mutates, never throws. */
  rewrite(request: WireRequest, terms: RewriteTerms): JsonObject
  /** Where the API names the model in its path: the path for another model. */
  pathFor?(path: string, model: string): string
  /** Usage in a JSON answer; undefined when it reports none. */
  usageOf(answer: unknown): Usage | undefined
  /** Tokens of the text of a JSON answer, for when it reports no usage. */
  deliveredIn(answer: unknown, countTokens: CountTokens): number
  streamReader(options: StreamReaderOptions): StreamReader
  /** What an answer says of the provider's own limits, in its fields or in the body of an error. */
  limitsOf(answer: AnswerHead): ProviderLimits
  /** A refusal in the API's own error shape, from which its SDK makes its own error. */
  refusal(refusal: Refusal): JsonObject
}

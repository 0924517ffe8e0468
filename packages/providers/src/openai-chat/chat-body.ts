import type { JsonObject } from '../json.js'

/** The members of a chat completions body that matter here; any of them may hold anything. */
export interface ChatBody extends JsonObject {
  readonly model?: unknown
  readonly messages?: unknown
  readonly n?: unknown
  readonly stream?: unknown
  readonly stream_options?: unknown
  readonly max_tokens?: unknown
  readonly max_completion_tokens?: unknown
  readonly web_search_options?: unknown
  readonly reasoning_effort?: unknown
  readonly modalities?: unknown
}

/** Every name that some server of this API takes for the output cap. */
export const CAP_MEMBERS = ['max_completion_tokens', 'max_tokens', 'max_output_tokens', 'max_new_tokens'] as const

/** The API's own bound of `n`. */
export const MOST_CHOICES = 128

const GPT_5_AND_LATER = /^(?:ft:)?(?:o\d|gpt-(?:[5-9]|\d\d))/

/** o-series, gpt-5 and later reject `max_tokens`. */
export function needsCompletionCap(model: string): boolean {
  return GPT_5_AND_LATER.test(model)
}

/** Reasoning models reject sampling parameters; the others reject `reasoning_effort`. */
export function isReasoningModel(model: string): boolean {
  return GPT_5_AND_LATER.test(model) && !model.includes('-chat')
}

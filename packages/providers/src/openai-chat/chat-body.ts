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
  readonly service_tier?: unknown
  /** OpenRouter's. */
  readonly usage?: unknown
}

/** Every name that some server of this API takes for the output cap. */
export const CAP_MEMBERS = ['max_completion_tokens', 'max_tokens', 'max_output_tokens', 'max_new_tokens'] as const

/** The API's own bound of `n`. */
export const MOST_CHOICES = 128

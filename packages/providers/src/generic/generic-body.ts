import type { JsonObject } from '../json.js'

/** What apps post to their own endpoints; any member may hold anything. */
export interface GenericBody extends JsonObject {
  readonly prompt?: unknown
  readonly messages?: unknown
  readonly model?: unknown
  readonly stream?: unknown
}

/** Names of the output cap in AI SDK, LangChain, OpenAI and Anthropic manner. */
export const GENERIC_CAP_MEMBERS = [
  'maxOutputTokens',
  'maxTokens',
  'max_output_tokens',
  'max_completion_tokens',
  'max_tokens',
] as const

import { anthropicMessages } from './anthropic-messages/anthropic-messages.js'
import { gemini } from './gemini/gemini.js'
import { geminiEmbeddings } from './gemini/gemini-embeddings.js'
import { generic } from './generic/generic.js'
import { isJsonObject } from './json.js'
import { openAiChat } from './openai-chat/openai-chat.js'
import { openAiEmbeddings } from './openai-embeddings/openai-embeddings.js'
import { openAiResponses } from './openai-responses/openai-responses.js'
import type { Wire, WireRequest } from './wire.js'

/** Specific before general: the first that recognises a request reads it. */
export const wires: readonly Wire[] = [
  openAiChat,
  openAiResponses,
  openAiEmbeddings,
  anthropicMessages,
  gemini,
  geminiEmbeddings,
  generic,
]

/** A request with the API that it is a call of. */
export interface Recognised {
  readonly wire: Wire
  readonly request: WireRequest
}

/** @param path Of the URL; a query is ignored. @param body As parsed, anything. @returns undefined when it is no model call. */
export function wireOf(path: string, body: unknown): Recognised | undefined {
  if (!isJsonObject(body)) return undefined
  for (const wire of wires) if (wire.recognises(path, body)) return { wire, request: { path, body } }
  return undefined
}

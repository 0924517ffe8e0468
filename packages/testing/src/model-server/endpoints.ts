import { anthropicMessages } from './anthropic-messages/anthropic-messages.js'
import { embeddings } from './embeddings.js'
import type { Endpoint } from './endpoint.js'
import { invalidRequest } from './error-answer.js'
import type { ErrorAnswer } from './fault.js'
import { gemini } from './gemini/gemini.js'
import { geminiEmbeddings } from './gemini/gemini-embeddings.js'
import { generation } from './generation.js'
import type { ModelRequest } from './model-request.js'
import { openAiChat } from './openai-chat/openai-chat.js'
import { openAiResponses } from './openai-responses/openai-responses.js'

const ENDPOINTS: readonly Endpoint[] = [
  generation(openAiChat),
  generation(openAiResponses),
  generation(anthropicMessages),
  generation(gemini),
  geminiEmbeddings,
  embeddings,
]

/** @returns the API at the path of a request, or the error that it deserves. */
export function endpointFor({ method, path }: ModelRequest): Endpoint | ErrorAnswer {
  const endpoint = ENDPOINTS.find(({ serves }) => serves(path))
  if (endpoint === undefined) return { ...invalidRequest(`Invalid URL (${method} ${path})`), status: 404 }
  if (method === 'POST') return endpoint
  const code = 'method_not_supported'
  return { ...invalidRequest(`Not allowed to ${method} on ${path}.`, undefined, code), status: 405 }
}

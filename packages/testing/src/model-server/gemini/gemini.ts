import type { Answer } from '../answer.js'
import type { Behaviour } from '../behaviour.js'
import type { Dialect } from '../dialect.js'
import type { JsonObject } from '../json-reading.js'
import { asReported } from '../usage.js'
import { candidateOf } from './candidates.js'
import { type GeminiCall, isGeminiPath, readGeminiCall } from './gemini-call.js'
import { geminiChunks } from './gemini-chunks.js'
import { geminiError } from './gemini-error.js'
import { usageMetadata } from './usage-metadata.js'

/** generateContent and streamGenerateContent as Google serves them, at the Gemini API and at Vertex. */
export const gemini: Dialect<GeminiCall> = {
  serves: isGeminiPath,
  read: readGeminiCall,
  json: (answer, behaviour, { isArray }) =>
    isArray ? [...geminiChunks(answer, behaviour)].map(({ body }) => body) : wholeAnswer(answer, behaviour),
  chunks: geminiChunks,
  billsCacheWrites: false,
  done: undefined,
  errorBody: geminiError,
  errorEvent: (error) => ({ data: geminiError(error) }),
}

function wholeAnswer({ id, model, counts, choices }: Answer, behaviour: Behaviour): JsonObject {
  const usage = behaviour.usage === 'never' ? {} : { usageMetadata: asReported(behaviour, usageMetadata(counts)) }
  return { candidates: choices.map(candidateOf), ...usage, modelVersion: model, responseId: id }
}

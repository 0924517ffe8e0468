import { measurePrompt, type PromptRoles } from '../measure-prompt.js'
import { invalidModel } from '../read-count.js'
import { readEventStream } from '../sse/read-event-stream.js'
import type { CountTokens, ReadCall, Wire, WireRequest } from '../wire.js'
import { geminiUsage } from './gemini-answer.js'
import { geminiLimits } from './gemini-limits.js'
import { callIn, pathForModel } from './gemini-path.js'
import { geminiRefusal } from './gemini-refusal.js'

const ROLES: PromptRoles = new Map([
  ['content', 'prompt'],
  ['requests', 'messages'],
])

/** Google's embedContent and batchEmbedContents. Its answers usually report no usage: the input is then charged as measured. */
export const geminiEmbeddings: Wire = {
  name: 'gemini-embeddings',
  recognises(path, { content, requests }: { readonly content?: unknown; readonly requests?: unknown }) {
    const method = callIn(path)?.method
    if (method === 'embedContent') return typeof content === 'object' && content !== null
    return method === 'batchEmbedContents' && Array.isArray(requests)
  },
  read: readEmbeddings,
  rewrite: ({ body }) => ({ ...body }),
  pathFor: pathForModel,
  usageOf: geminiUsage,
  deliveredIn: () => 0,
  streamReader: ({ countTokens }) => readEventStream({ countTokens, usageOf: geminiUsage, eachText: () => {} }),
  limitsOf: geminiLimits,
  refusal: geminiRefusal,
}

function readEmbeddings({ path, body }: WireRequest, countTokens: CountTokens): ReadCall {
  const model = callIn(path)?.model
  const { inputTokens, fingerprint, hidden, invalid } = measurePrompt(body, { roles: ROLES, model, countTokens })
  return {
    model,
    inputTokens,
    maxOutputTokens: 0,
    // Vectors of two models have nothing in common.
    servableBy: () => false,
    stream: false,
    wantsUsage: true,
    fingerprint,
    hidden,
    invalid: invalidModel(model) ?? invalid,
  }
}

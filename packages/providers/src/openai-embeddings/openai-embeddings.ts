import type { Usage } from '@llm-limit/core'
import { isJsonObject, memberOf } from '../json.js'
import { openAiLimits } from '../openai-limits/openai-limits.js'
import { openAiRefusal } from '../openai-refusal.js'
import { readEventStream } from '../sse/read-event-stream.js'
import { usageFrom } from '../usage.js'
import type { Wire } from '../wire.js'
import { askedModel, isEmbeddingsPath, readEmbeddings } from './read-embeddings.js'

/** OpenAI embeddings, also at Azure, Mistral and servers that speak the same API. There is no output, no cap and no stream. */
export const openAiEmbeddings: Wire = {
  name: 'openai-embeddings',
  recognises(path, body) {
    const { input } = body as { readonly input?: unknown }
    const hasInput = typeof input === 'string' || Array.isArray(input)
    return isEmbeddingsPath(path) && hasInput && askedModel({ path, body }) !== undefined
  },
  read: readEmbeddings,
  // The model stays, and there is nothing to shorten.
  rewrite: ({ body }) => ({ ...body }),
  usageOf: embeddingsUsage,
  deliveredIn: () => 0,
  streamReader: ({ countTokens }) => readEventStream({ countTokens, usageOf: embeddingsUsage, eachText() {} }),
  limitsOf: openAiLimits,
  refusal: openAiRefusal,
}

function embeddingsUsage(answer: unknown): Usage | undefined {
  const usage = memberOf(answer, 'usage')
  if (!isJsonObject(usage)) return undefined
  const input = usage['prompt_tokens'] ?? usage['total_tokens']
  const reported = usageFrom({ model: memberOf(answer, 'model'), input })
  return reported === undefined ? undefined : { ...reported, outputTokens: 0 }
}

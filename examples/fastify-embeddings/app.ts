// Embeddings for people, and for a job that embeds the whole archive: each has a budget, and one bill is over both. The SDK reads its key and address from the environment.
import { createLimiter, type Limiter, llmLimit, llmRoutes, meteredFetch } from '@llm-limit/fastify'
import fastify, { type FastifyRequest } from 'fastify'
import OpenAI from 'openai'

const model = 'text-embedding-3-large'
const openai = new OpenAI({ fetch: meteredFetch })
const embed = (input: string[]) => openai.embeddings.create({ model, input })

export const limiter: Limiter<'search' | 'archive' | 'default'> = createLimiter({
  tiers: {
    people: { quotas: ['5k tokens / hour'] },
    jobs: { quotas: ['$0.005 / day'] }, // half of the bill: people find the other half
  },
  defaultTier: 'people',
  everyone: ['$0.01 / day'],
  operations: {
    search: { expects: { model, inputTokens: 1_500 }, repeats: false },
    archive: { expects: { model, inputTokens: 8_000 }, repeats: false }, // a whole batch, so that none begins which does not fit
  },
  ladder: 'wall', // an embedding can be neither shorter nor cheaper
})

const subject = ({ headers }: FastifyRequest) => ({ user: headers['x-user'] === 'bea' ? 'bea' : 'ada' }) // your session says who

export const app = fastify()
app.register(llmRoutes, { limiter, subject }) // GET /llm-limit/usage
app.register(async (ai) => {
  ai.register(llmLimit, { limiter, subject })
  const schema = {
    body: { type: 'object', required: ['texts'], properties: { texts: { type: 'array', maxItems: 100 } } },
  }
  const config = { llm: { operation: 'search' } }
  ai.post<{ Body: { texts: string[] } }>('/embeddings', { schema, config }, async ({ body }) => {
    const { data, usage } = await embed(body.texts)
    return { vectors: data.map(({ embedding }) => embedding), tokens: usage.total_tokens }
  })
})

/** The job: no HTTP, the same limiter. @returns how many batches it embedded, and when it may go on if it was refused. */
export async function embedArchive(batches: readonly string[][], onBatch: () => Promise<void>) {
  for (const [done, batch] of batches.entries()) {
    const subject = { user: 'archive', tier: 'jobs' }
    const result = await limiter.run({ subject, operation: 'archive' }, () => embed(batch))
    if (result.outcome !== 'admitted') return { done, retryAfterMs: result.retryAfterMs }
    await onBatch()
  }
  return { done: batches.length, retryAfterMs: 0 }
}

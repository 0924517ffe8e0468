// A chat worker whose budgets live in Durable Objects.
import { durableObjectStore, type ObjectNamespace } from '@llm-limit/cloudflare'
import { createLimiter, llmLimit } from '@llm-limit/edge'
import OpenAI from 'openai'

export { BudgetObject } from '@llm-limit/cloudflare'

interface Env {
  readonly LIMITS: ObjectNamespace
  readonly OPENAI_API_KEY: string
  readonly OPENAI_BASE_URL: string
}

const limiter = ({ LIMITS }: Env) =>
  createLimiter({
    quotas: ['5 requests / hour'],
    ladder: 'wall',
    store: durableObjectStore(LIMITS),
    storeDeadlineMs: 2_000,
    whenStoreFails: 'deny',
  })

export default {
  fetch: llmLimit(
    { limiter, subject: () => ({ user: 'ada' }), log: false }, // your session says who
    async (request, { OPENAI_API_KEY, OPENAI_BASE_URL }: Env, _context, llm) => {
      const openai = new OpenAI({ apiKey: OPENAI_API_KEY, baseURL: OPENAI_BASE_URL, fetch: llm.fetch })
      const { messages } = await request.json()
      return Response.json(await openai.chat.completions.create({ model: 'gpt-5', messages }))
    },
  ),
}

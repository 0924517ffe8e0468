// Edge (Workers): the environment comes with the request

import type { Store } from '@llm-limit/core'
import { createLimiter, llmLimit } from '@llm-limit/edge'
import OpenAI from 'openai'

interface Env {
  readonly OPENAI_API_KEY: string
  readonly UPSTASH_REDIS_REST_URL: string
}

declare const upstashStore: (client: object) => Store
declare const Redis: { fromEnv(env: Env): object }

const limiter = (env: Env) => createLimiter({ quotas: ['20k tokens / hour'], store: upstashStore(Redis.fromEnv(env)) })
export default {
  fetch: llmLimit({ limiter }, async (request, env: Env, _context, llm) => {
    const openai = new OpenAI({ apiKey: env.OPENAI_API_KEY, fetch: llm.fetch })
    const { messages } = await request.json()
    return Response.json(await openai.chat.completions.create({ model: 'gpt-5', messages }))
  }),
}

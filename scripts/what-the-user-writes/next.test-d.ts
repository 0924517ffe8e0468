// Next: app/api/chat/route.ts

import { createLimiter, llmLimit, type meteredFetch } from '@llm-limit/next'
import type { NextRequest } from 'next/server.js'

declare const auth: () => Promise<{ user: { id: string } } | null>
declare const openai: (model: string) => object
declare const metered: (model: object) => object
declare const streamText: (call: { model: object; messages: unknown }) => { toUIMessageStreamResponse(): Response }
declare const convertToModelMessages: (messages: unknown) => Promise<unknown>

const limiter = createLimiter({ quotas: ['20k tokens / hour'], operations: { chat: {} } })

export const POST = llmLimit(
  { limiter, operation: 'chat', subject: async () => (await auth())?.user },
  async (request) => {
    const { messages } = await request.json()
    const answer = streamText({ model: metered(openai('gpt-5')), messages: await convertToModelMessages(messages) })
    return answer.toUIMessageStreamResponse()
  },
)

/** What Next itself expects of a route handler with a dynamic part. */
export const PUT: (request: NextRequest, context: { params: Promise<{ id: string }> }) => Promise<Response> = llmLimit(
  { limiter },
  async (_request, context: { params: Promise<{ id: string }> }, llm) => {
    const fetch: typeof meteredFetch = llm.fetch
    return fetch(`https://example.com/${(await context.params).id}`)
  },
)

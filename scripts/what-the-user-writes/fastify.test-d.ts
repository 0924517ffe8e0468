// Fastify, with operations by route

import { createLimiter, llmLimit, llmRoutes } from '@llm-limit/fastify'
import fastify from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    user: { readonly id: string } | null
  }
}

const limiter = createLimiter({ quotas: ['20k tokens / hour'], operations: { chat: {}, embed: {} } })
const app = fastify({ logger: true })

app.register(llmLimit)
app.register(llmLimit, { limiter, operation: 'chat', subject: (request) => request.user })
app.register(llmLimit, { limiter, operation: ({ url }) => (url === '/feedback' ? false : 'chat') })
app.register(llmRoutes, { limiter, subject: async ({ user }) => user, prefix: '/api' })
// @ts-expect-error
app.register(llmLimit, { limiter, operatoin: 'chat' })

app.post<{ Body: { text: string } }>('/embed', { config: { llm: { operation: 'embed' } } }, async (request) => {
  request.llm.settle({ inputTokens: request.body.text.length, outputTokens: 0 })
  return { phase: request.llm.phase }
})
app.post('/feedback', { config: { llm: false } }, async () => 'thanks')

fastify({ http2: true }).register(llmLimit, { subject: ({ user }) => user })

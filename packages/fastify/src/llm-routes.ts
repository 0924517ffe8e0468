import { defaultLimiter, type Limiter, USAGE_PATH, type UsageRouteOptions, usageOf } from '@llm-limit/http'
import type { FastifyInstance, FastifyRequest } from 'fastify'

export interface LlmRoutesOptions extends UsageRouteOptions<FastifyRequest> {
  /** Default: the one that all mounts of the process share. */
  readonly limiter?: Limiter | undefined
}

/** GET /llm-limit/usage below the scope's prefix: where the caller stands. Give it the limiter and the `subject` of the guard. */
export async function llmRoutes(app: FastifyInstance, options: LlmRoutesOptions): Promise<void> {
  const { limiter = defaultLimiter() } = options
  app.get(USAGE_PATH, async (request, reply) => {
    reply.type('application/json').header('Cache-Control', 'no-store, private')
    return usageOf(limiter, options, request, request.ip)
  })
}

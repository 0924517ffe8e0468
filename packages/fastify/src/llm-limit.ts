import {
  ConfigError,
  createGuard,
  defaultLimiter,
  type GuardOptions,
  guardNode,
  type Limiter,
  type Llm,
} from '@llm-limit/http'
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { FastifyExchange } from './exchange.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by llmLimit on requests that it guards. */
    llm: Llm
  }
  interface FastifyContextConfig {
    /** What kind of work a route does, in place of the plugin's `operation`; false: the route is not guarded. */
    llm?: { readonly operation: string } | false | undefined
  }
}

export type FastifyOptions<Operation extends string = string> = GuardOptions<FastifyRequest, Operation>

async function guardScope(app: FastifyInstance, options: FastifyOptions): Promise<void> {
  const { limiter = defaultLimiter(), operation = 'default', log = app.log } = options
  if (typeof operation === 'string') limiter.checkOperation(operation)
  const guard = createGuard({ ...options, limiter, log, operation: operationOf })
  if (!app.hasRequestDecorator('llm')) app.decorateRequest('llm')

  function operationOf(request: FastifyRequest): string | false {
    const { llm } = request.routeOptions.config
    if (llm === false) return false
    return llm?.operation ?? (typeof operation === 'function' ? operation(request) : operation)
  }

  app.addHook('onRoute', ({ config }) => checkRoute(config?.llm, limiter))
  // After validation, so that a body which is refused anyway holds nothing, and `subject` sees whom earlier hooks have let in.
  app.addHook('preHandler', function llmLimit(request, reply, done) {
    guardNode(guard, new FastifyExchange(request, reply, done))?.catch(done)
  })
}

/** Fastify's types let any `config` through. */
function checkRoute(llm: unknown, limiter: Limiter): void {
  if (llm === undefined || llm === false) return
  const { operation } = Object(llm)
  if (typeof operation === 'string') return limiter.checkOperation(operation)
  throw new ConfigError(`config.llm ${JSON.stringify(llm)} of a route must be false or { operation: 'name' }.`)
}

/**
 * Guards POST, PUT and PATCH of the scope that it is registered in; other methods pass. Register it after cors.
 * Without options: 60 requests a minute, 100k tokens an hour and $1 a day for every client address, in memory.
 */
export const llmLimit: FastifyPluginAsync<FastifyOptions> = fastifyPlugin(guardScope, {
  name: '@llm-limit/fastify',
  fastify: '5.x',
})

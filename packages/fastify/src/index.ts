export {
  createLimiter,
  type Limiter,
  type Llm,
  LlmLimitError,
  memoryStore,
  meteredFetch,
  meteredMiddleware,
  type Policy,
  type ProviderGuard,
  type ProviderGuardOptions,
  providerGuard,
  type Subject,
} from '@llm-limit/http'
export { type FastifyOptions, llmLimit } from './llm-limit.js'
export { type LlmRoutesOptions, llmRoutes } from './llm-routes.js'

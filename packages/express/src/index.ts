export {
  createLimiter,
  type Limiter,
  type Llm,
  LlmLimitError,
  memoryStore,
  meteredFetch,
  type Policy,
  type Subject,
} from '@llm-limit/http'
export { type ExpressOptions, type LlmMiddleware, llmLimit } from './llm-limit.js'
export { type LlmRoutesOptions, llmRoutes } from './llm-routes.js'

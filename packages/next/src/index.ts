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
export { llmLimit, type NextOptions } from './llm-limit.js'
export { llmUsage, type NextUsageOptions } from './llm-usage.js'

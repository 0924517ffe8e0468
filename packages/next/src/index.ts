export {
  type Limiter,
  type Llm,
  LlmLimitError,
  memoryStore,
  meteredFetch,
  meteredMiddleware,
  type Policy,
  type ProblemBody,
  type ProviderGuard,
  type ProviderGuardOptions,
  providerGuard,
  type Subject,
} from '@llm-limit/http'
export { createLimiter } from './create-limiter.js'
export { type ActionAnswer, llmAction, type NextActionOptions } from './llm-action.js'
export { type AnyRouteContext, llmLimit, type NextOptions } from './llm-limit.js'
export { llmLimitPages, type NextPagesOptions } from './llm-limit-pages.js'
export { llmProxy, type NextProxyOptions } from './llm-proxy.js'
export { llmUsage, type NextUsageOptions } from './llm-usage.js'

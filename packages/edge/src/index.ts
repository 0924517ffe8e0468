export {
  createLimiter,
  type Limiter,
  type Llm,
  LlmLimitError,
  memoryStore,
  type Policy,
  type ProblemBody,
  type ProviderGuard,
  type ProviderGuardOptions,
  providerGuard,
  type Subject,
  USAGE_PATH,
} from '@llm-limit/http'
export type { LimiterIn } from './limiter-for.js'
export { llmLimit } from './llm-limit.js'
export { type EdgeUsageOptions, llmUsage } from './llm-usage.js'
export type { EdgeOptions } from './options.js'

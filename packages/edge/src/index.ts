export {
  createLimiter,
  type Limiter,
  type Llm,
  LlmLimitError,
  memoryStore,
  type Policy,
  type Subject,
} from '@llm-limit/http'
export { llmLimit } from './llm-limit.js'
export type { EdgeOptions } from './options.js'

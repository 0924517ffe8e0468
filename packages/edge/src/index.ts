export {
  createLimiter,
  type Limiter,
  type Llm,
  LlmLimitError,
  memoryStore,
  type Policy,
  type Subject,
} from '@llm-limit/http'
export { type EdgeOptions, llmLimit } from './llm-limit.js'

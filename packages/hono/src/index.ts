export * from '@llm-limit/http/app'
export { type HonoOptions, type LlmVariables, llmLimit } from './llm-limit.js'
export { type LlmRoutesOptions, llmRoutes } from './llm-routes.js'

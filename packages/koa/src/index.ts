export * from '@llm-limit/http/app'
export { type KoaOptions, llmLimit } from './llm-limit.js'
export { type LlmRoutesOptions, llmRoutes } from './llm-routes.js'

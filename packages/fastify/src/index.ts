export * from '@llm-limit/http/app'
export { type FastifyOptions, llmLimit } from './llm-limit.js'
export { type LlmRoutesOptions, llmRoutes } from './llm-routes.js'

export { type MeteredOptions, metered } from './metered.js'
export type { EmbeddingModel, LanguageModel } from './model.js'
export { type RefusalData, RefusedCallError } from './refused-call-error.js'
export type { MakeModel } from './servable.js'

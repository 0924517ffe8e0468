import { type Admission, ConfigError } from '@llm-limit/core'
import { meteredEmbeddingModel } from './metered-embedding-model.js'
import { meteredLanguageModel } from './metered-language-model.js'
import type { EmbeddingModel, LanguageModel } from './model.js'
import { payerOf } from './payer.js'
import type { MakeModel } from './servable.js'

export interface MeteredOptions {
  /**
   * Makes the cheaper model that a rung serves instead, such as the provider itself: `models: openai`. Default: the model stays, and
   * only the answer is shortened.
   */
  readonly models?: MakeModel | undefined
  /** The admission to spend from, where there is no async context: on the edge `llm.admission`. Default: that of the running request or job. */
  readonly admission?: Admission | undefined
}

/**
 * The model, metered: every call made in a guarded request or in `limiter.run` is estimated, priced, fitted to the budget, and settled
 * with what the provider reports. Outside of one it is the plain model. A call that does not fit throws a RefusedCallError.
 * @throws ConfigError when it is given anything else than a language or embedding model of the AI SDK.
 */
export function metered<Model extends LanguageModel | EmbeddingModel>(
  model: Model,
  { models, admission }: MeteredOptions = {},
): Model {
  const payer = payerOf(admission)
  if (isLanguageModel(model)) return meteredLanguageModel(model, payer, models)
  if (isEmbeddingModel(model)) return meteredEmbeddingModel(model, payer)
  throw new ConfigError(`metered() takes a language or embedding model of the AI SDK, such as openai('gpt-5').`)
}

function isLanguageModel<Model>(model: Model): model is Model & LanguageModel {
  return isObject(model) && 'doGenerate' in model && 'doStream' in model
}

function isEmbeddingModel<Model>(model: Model): model is Model & EmbeddingModel {
  return isObject(model) && 'doEmbed' in model
}

/** A program without types may pass the name of a model. */
function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

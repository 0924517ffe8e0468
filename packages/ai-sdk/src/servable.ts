import { canServe } from '@llm-limit/providers'
import type { CallOptions, LanguageModel } from './model.js'

/** Makes a model of the app by its name, as a provider of the AI SDK does: `openai`, `registry.languageModel`. */
export type MakeModel = (id: string) => LanguageModel

/** Finds what is to be served instead of a model. */
export interface Replacements {
  /** Whether another model can be made and takes the same settings. */
  canServe(id: string, options: CallOptions): boolean
  /** The model of that name; the asked one when it cannot be made. */
  modelFor(id: string | undefined): LanguageModel
}

/** @param make Without it there is nothing to serve instead: a rung then keeps the model and only shortens. */
export function replacements(asked: LanguageModel, make: MakeModel | undefined): Replacements {
  function made(id: string): LanguageModel | undefined {
    if (make === undefined) return undefined
    try {
      const model = make(id)
      return model.specificationVersion === asked.specificationVersion ? model : undefined
    } catch {
      return undefined
    }
  }

  return {
    canServe: (id, options) => canServe({ path: '', body: settingsOf(options) }, id) && made(id) !== undefined,
    modelFor: (id) => (id === undefined || id === asked.modelId ? asked : (made(id) ?? asked)),
  }
}

/** Settings that not every model takes, by the names of the wire. */
function settingsOf({ providerOptions, ...options }: CallOptions): Readonly<Record<string, unknown>> {
  return {
    temperature: options.temperature,
    top_p: options.topP,
    presence_penalty: options.presencePenalty,
    frequency_penalty: options.frequencyPenalty,
    stop: options.stopSequences,
    reasoning_effort: providerOptions?.['openai']?.['reasoningEffort'],
    verbosity: providerOptions?.['openai']?.['textVerbosity'],
    prediction: providerOptions?.['openai']?.['prediction'],
  }
}

import { isJsonObject } from '../json.js'
import { isReasoningModel, takesEffort } from '../openai-models.js'
import { isElsewhere } from '../vendor-of.js'
import type { WireRequest } from '../wire.js'
import type { ChatBody } from './chat-body.js'
import { deploymentOf } from './chat-path.js'

/** Parameters that reasoning models reject, with the value that they still take. */
const SAMPLING: readonly (readonly [name: string, taken: unknown])[] = [
  ['temperature', 1],
  ['top_p', 1],
  ['presence_penalty', 0],
  ['frequency_penalty', 0],
  ['logprobs', false],
  ['top_logprobs', undefined],
  ['logit_bias', undefined],
  ['stop', undefined],
]
/** Parameters that only reasoning models take. */
const REASONING = ['reasoning_effort', 'verbosity'] as const
/** Parameters that only single models take. */
const SPECIAL = ['web_search_options', 'audio', 'prediction'] as const

/**
 * Whether another model takes the same parameters. Errs on the side of no: the rung then keeps the model that was
 * asked for. Looks at parameters only, not at the length of the prompt or at images in it.
 */
export function canServe({ path, body }: WireRequest, target: string): boolean {
  if (deploymentOf(path) !== undefined) return false
  if (typeof body['model'] === 'string' && isElsewhere(target, body['model'])) return false
  if (SPECIAL.some((name) => isSet(body[name])) || asksForAudio(body)) return false
  return isReasoningModel(target) ? reasoningModelTakes(body, target) : REASONING.every((name) => !isSet(body[name]))
}

function reasoningModelTakes(body: ChatBody, target: string): boolean {
  const { model, reasoning_effort: effort } = body
  const takesSampling = SAMPLING.every(([name, taken]) => !isSet(body[name]) || body[name] === taken)
  return takesSampling && (!isSet(effort) || takesEffort(effort, model, target))
}

function asksForAudio({ modalities }: ChatBody): boolean {
  return Array.isArray(modalities) && modalities.includes('audio')
}

export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && !(isJsonObject(value) && Object.keys(value).length === 0)
}

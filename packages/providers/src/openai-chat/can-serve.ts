import { isJsonObject } from '../json.js'
import type { WireRequest } from '../wire.js'
import { type ChatBody, isReasoningModel } from './chat-body.js'
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
/** Efforts that every reasoning model knows; others differ from generation to generation. */
const COMMON_EFFORTS: ReadonlySet<unknown> = new Set(['low', 'medium', 'high'])
/** Parameters that only single models take. */
const SPECIAL = ['web_search_options', 'audio', 'prediction'] as const

/**
 * Whether another model takes the same parameters. Errs on the side of no: the rung then keeps the model that was
 * asked for. Looks at parameters only, not at the length of the prompt or at images in it.
 */
export function canServe({ path, body }: WireRequest, target: string): boolean {
  if (deploymentOf(path) !== undefined) return false
  if (SPECIAL.some((name) => isSet(body[name])) || asksForAudio(body)) return false
  return isReasoningModel(target) ? reasoningModelTakes(body, target) : REASONING.every((name) => !isSet(body[name]))
}

function reasoningModelTakes(body: ChatBody, target: string): boolean {
  const takesSampling = SAMPLING.every(([name, taken]) => !isSet(body[name]) || body[name] === taken)
  return takesSampling && takesEffort(body, target)
}

function takesEffort({ model, reasoning_effort: effort }: ChatBody, target: string): boolean {
  if (!isSet(effort) || COMMON_EFFORTS.has(effort)) return true
  return typeof model === 'string' && generationOf(model) === generationOf(target)
}

/** `gpt-5.4-mini` -> `gpt-5.4`. */
function generationOf(model: string): string {
  return /^gpt-\d+(?:\.\d+)?|^o\d/.exec(model)?.[0] ?? model
}

function asksForAudio({ modalities }: ChatBody): boolean {
  return Array.isArray(modalities) && modalities.includes('audio')
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && !(isJsonObject(value) && Object.keys(value).length === 0)
}

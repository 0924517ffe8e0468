import { memberOf } from '../json.js'
import { isReasoningModel, takesEffort } from '../openai-models.js'
import { isElsewhere } from '../vendor-of.js'
import type { WireRequest } from '../wire.js'
import {
  askedModel,
  deploymentOf,
  has,
  hasHostedTools,
  isSet,
  type ResponsesBody,
  STATE_MEMBERS,
} from './responses-body.js'

/**
 * Whether another model takes the same parameters. Errs on the side of no: the rung then keeps the model that was
 * asked for. Hosted tools are tied to single models, and a stored prompt names its own.
 */
export function canServeResponse(request: WireRequest, target: string): boolean {
  const body: ResponsesBody = request.body
  const asked = askedModel(request)
  if (asked === undefined || deploymentOf(request.path) !== undefined || isElsewhere(target, asked)) return false
  if (hasHostedTools(body)) return false
  return isReasoningModel(target) ? reasoningModelTakes(body, target) : !needsReasoning(body)
}

/** Reasoning models reject sampling, unless it is what they do anyway. */
function reasoningModelTakes(body: ResponsesBody, target: string): boolean {
  const { temperature, top_p: topP, top_logprobs: logprobs } = body as Readonly<Record<string, unknown>>
  if (isSet(logprobs) || (isSet(temperature) && temperature !== 1) || (isSet(topP) && topP !== 1)) return false
  const effort = memberOf(body.reasoning, 'effort')
  return !isSet(effort) || takesEffort(effort, body.model, target)
}

/** What others reject. An earlier response may have left reasoning behind. */
function needsReasoning(body: ResponsesBody): boolean {
  const { include } = body
  return (
    isSet(body.reasoning) ||
    isSet(memberOf(body.text, 'verbosity')) ||
    STATE_MEMBERS.some((name) => isSet(body[name])) ||
    has(body.input, 'reasoning') ||
    has(body.tools, 'custom') ||
    (Array.isArray(include) && include.includes('reasoning.encrypted_content'))
  )
}

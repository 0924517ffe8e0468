import { measurePrompt, type PromptRoles } from '../measure-prompt.js'
import { serviceTierOf } from '../openai-tier.js'
import { invalidModel, readCap } from '../read-count.js'
import type { CountTokens, ReadCall, WireRequest } from '../wire.js'
import { canServeResponse } from './can-serve-response.js'
import {
  askedModel,
  CAP_MEMBER,
  has,
  hasHostedTools,
  isSet,
  type ResponsesBody,
  STATE_MEMBERS,
} from './responses-body.js'

const ROLES: PromptRoles = new Map([
  // What came before makes the same words another prompt.
  ['previous_response_id', 'identity'],
  ['conversation', 'identity'],
  ['prompt', 'prompt'],
  ['instructions', 'prompt'],
  ['input', 'messages'],
  ['tools', 'tools'],
  ['text', 'text'],
])

export function readResponses(request: WireRequest, countTokens: CountTokens): ReadCall {
  const body: ResponsesBody = request.body
  const model = askedModel(request)
  const prompt = measurePrompt(body, { roles: ROLES, model, countTokens })
  const cap = readCap(body, [CAP_MEMBER])
  return {
    model,
    inputTokens: prompt.inputTokens,
    maxOutputTokens: cap.value,
    serviceTier: serviceTierOf(body.service_tier),
    servableBy: (target) => canServeResponse(request, target),
    stream: body.stream === true,
    // It always comes.
    wantsUsage: true,
    fingerprint: prompt.fingerprint,
    hidden: [...prompt.hidden, ...hiddenIn(body)],
    invalid: cap.invalid ?? invalidModel(model) ?? prompt.invalid,
  }
}

function hiddenIn(body: ResponsesBody): string[] {
  const hidden: string[] = STATE_MEMBERS.filter((name) => isSet(body[name]))
  if (hasHostedTools(body)) hidden.push('tools')
  if (has(body.input, 'item_reference')) hidden.push('item_reference')
  return hidden
}

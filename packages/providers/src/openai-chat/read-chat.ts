import { isJsonObject, memberOf } from '../json.js'
import { measurePrompt, type PromptRoles } from '../measure-prompt.js'
import { serviceTierOf } from '../openai-tier.js'
import { invalidModel, readCap, readCount } from '../read-count.js'
import type { CountTokens, ReadCall, WireRequest } from '../wire.js'
import { canServe } from './can-serve.js'
import { CAP_MEMBERS, type ChatBody, MOST_CHOICES } from './chat-body.js'
import { deploymentOf } from './chat-path.js'

const ROLES: PromptRoles = new Map([
  ['messages', 'messages'],
  ['tools', 'tools'],
  ['functions', 'tools'],
  ['response_format', 'text'],
])

export function readChat(request: WireRequest, countTokens: CountTokens): ReadCall {
  const body: ChatBody = request.body
  const model = askedModel(request)
  const prompt = measurePrompt(body, { roles: ROLES, model, countTokens })
  const cap = readCap(body, CAP_MEMBERS)
  const choices = readCount(body, 'n', 1, MOST_CHOICES)
  return {
    model,
    inputTokens: prompt.inputTokens,
    maxOutputTokens: cap.value,
    choices: choices.value,
    servableBy: (target) => canServe(request, target),
    stream: body.stream === true,
    wantsUsage: wantsUsage(body),
    serviceTier: serviceTierOf(body.service_tier),
    fingerprint: prompt.fingerprint,
    hidden: isJsonObject(body.web_search_options) ? [...prompt.hidden, 'web_search_options'] : prompt.hidden,
    invalid: cap.invalid ?? choices.invalid ?? invalidModel(model) ?? prompt.invalid,
  }
}

/** OpenRouter was asked by `usage: { include: true }`. */
function wantsUsage({ stream_options: options, usage }: ChatBody): boolean {
  return memberOf(options, 'include_usage') === true || memberOf(usage, 'include') === true
}

/** The model that will answer, as the caller names it. */
export function askedModel({ path, body }: WireRequest): string | undefined {
  const { model }: ChatBody = body
  return deploymentOf(path) ?? (typeof model === 'string' ? model : undefined)
}

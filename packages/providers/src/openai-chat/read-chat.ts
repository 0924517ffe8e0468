import { isJsonObject } from '../json.js'
import { measurePrompt, type PromptRoles } from '../measure-prompt.js'
import { LONGEST_MODEL_NAME, readCap, readCount } from '../read-count.js'
import type { CountTokens, InvalidMember, ReadCall, WireRequest } from '../wire.js'
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
    wantsUsage: isJsonObject(body.stream_options) && body.stream_options['include_usage'] === true,
    fingerprint: prompt.fingerprint,
    hidden: isJsonObject(body.web_search_options) ? [...prompt.hidden, 'web_search_options'] : prompt.hidden,
    invalid: cap.invalid ?? choices.invalid ?? invalidModel(model) ?? prompt.invalid,
  }
}

/** The model that will answer, as the caller names it. */
export function askedModel({ path, body }: WireRequest): string | undefined {
  const { model }: ChatBody = body
  return deploymentOf(path) ?? (typeof model === 'string' ? model : undefined)
}

function invalidModel(model: string | undefined): InvalidMember | undefined {
  if (model === undefined || model.length <= LONGEST_MODEL_NAME) return undefined
  return { param: 'model', message: `'model' must have at most ${LONGEST_MODEL_NAME} characters.` }
}

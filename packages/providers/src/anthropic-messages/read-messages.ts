import { isJsonObject, memberOf } from '../json.js'
import { measurePrompt, type PromptRoles } from '../measure-prompt.js'
import { type CountMember, LONGEST_MODEL_NAME, readCap } from '../read-count.js'
import type { CountTokens, InvalidMember, ReadCall, WireRequest } from '../wire.js'
import { canServeMessages } from './can-serve.js'
import { hiddenInput } from './hidden-input.js'
import { CAP_MEMBERS, fallbacksOf, type MessagesBody } from './messages-body.js'
import { toolTokens } from './tool-tokens.js'

const NO_CAP: CountMember = {}
const ROLES: PromptRoles = new Map([
  ['system', 'prompt'],
  ['messages', 'messages'],
  ['tools', 'tools'],
  ['output_config', 'text'],
])

export function readMessages(request: WireRequest, countTokens: CountTokens): ReadCall {
  const body: MessagesBody = request.body
  const model = typeof body.model === 'string' ? body.model : undefined
  const prompt = measurePrompt(body, { roles: ROLES, model, countTokens })
  const cap = largestCap(body)
  const invalid = cap.invalid ?? invalidModel(model) ?? prompt.invalid
  return {
    model,
    inputTokens: prompt.inputTokens + (invalid === undefined ? toolTokens(body, model) : 0),
    maxOutputTokens: cap.value,
    cachesLong: prompt.cachesLong || memberOf(body.cache_control, 'ttl') === '1h',
    servableBy: (target) => canServeMessages(body, target),
    stream: body.stream === true,
    // Every answer reports it, so there is nothing to hide.
    wantsUsage: true,
    fingerprint: prompt.fingerprint,
    hidden: [...prompt.hidden, ...hiddenInput(body)],
    invalid,
  }
}

/** Whichever model answers in the end. */
function largestCap(body: MessagesBody): CountMember {
  let largest = readCap(body, CAP_MEMBERS)
  for (const fallback of fallbacksOf(body)) {
    if (largest.invalid !== undefined) return largest
    const cap = isJsonObject(fallback) ? readCap(fallback, CAP_MEMBERS) : NO_CAP
    if (cap.invalid !== undefined || (cap.value ?? -1) > (largest.value ?? -1)) largest = cap
  }
  return largest
}

function invalidModel(model: string | undefined): InvalidMember | undefined {
  if (model === undefined || model.length <= LONGEST_MODEL_NAME) return undefined
  return { param: 'model', message: `'model' must have at most ${LONGEST_MODEL_NAME} characters.` }
}

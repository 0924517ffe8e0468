import { measurePrompt, type PromptRoles } from '../measure-prompt.js'
import { canServe } from '../openai-chat/can-serve.js'
import { LONGEST_MODEL_NAME, readCap } from '../read-count.js'
import type { CountTokens, ReadCall, WireRequest } from '../wire.js'
import { GENERIC_CAP_MEMBERS, type GenericBody } from './generic-body.js'

const ROLES: PromptRoles = new Map([
  ['prompt', 'prompt'],
  ['system', 'prompt'],
  ['messages', 'messages'],
  ['tools', 'tools'],
])

export function readGeneric(request: WireRequest, countTokens: CountTokens): ReadCall {
  const body: GenericBody = request.body
  const { model, stream } = body
  const asked = typeof model === 'string' && model.length <= LONGEST_MODEL_NAME ? model : undefined
  const prompt = measurePrompt(body, { roles: ROLES, model: asked, countTokens })
  const cap = readCap(body, GENERIC_CAP_MEMBERS)
  return {
    model: asked,
    inputTokens: prompt.inputTokens,
    maxOutputTokens: cap.value,
    // Its handler most likely makes a chat of it.
    servableBy: (target) => canServe(request, target),
    stream: stream === true,
    // Nothing is asked for on the caller's behalf, so there is nothing to hide.
    wantsUsage: true,
    fingerprint: prompt.fingerprint,
    hidden: prompt.hidden,
    invalid: cap.invalid ?? prompt.invalid,
  }
}

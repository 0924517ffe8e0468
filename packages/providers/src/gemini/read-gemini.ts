import type { JsonObject } from '../json.js'
import { measurePrompt, type PromptRoles } from '../measure-prompt.js'
import { invalidModel } from '../read-count.js'
import type { CountTokens, ReadCall, WireRequest } from '../wire.js'
import { canServeGemini, hasDeclaredToolsOnly } from './can-serve-gemini.js'
import { configOf, eitherOf, readCandidates, readMaxOutput } from './gemini-body.js'
import { callIn } from './gemini-path.js'
import { tierAsked } from './service-tier.js'

const ROLES: PromptRoles = new Map([
  ['contents', 'messages'],
  ['systemInstruction', 'prompt'],
  ['system_instruction', 'prompt'],
  ['tools', 'tools'],
  ['responseSchema', 'text'],
])
const SCHEMAS = ['responseSchema', 'responseJsonSchema'] as const

export function readGemini(request: WireRequest, countTokens: CountTokens): ReadCall {
  const { path, body } = request
  const { model, method } = callIn(path) ?? {}
  const prompt = measurePrompt({ ...body, responseSchema: schemaOf(body) }, { roles: ROLES, model, countTokens })
  const cap = readMaxOutput(body)
  const candidates = readCandidates(body)
  return {
    model,
    inputTokens: prompt.inputTokens,
    maxOutputTokens: cap.value,
    choices: candidates.value,
    servableBy: (target) => canServeGemini(request, target),
    stream: method === 'streamGenerateContent',
    // It is in every stream, so that there is nothing to hide.
    wantsUsage: true,
    serviceTier: tierAsked(eitherOf(body, 'serviceTier')),
    fingerprint: prompt.fingerprint,
    hidden: [...prompt.hidden, ...hiddenIn(body)],
    invalid: cap.invalid ?? candidates.invalid ?? invalidModel(model) ?? prompt.invalid,
  }
}

/** Sent to the model with the prompt. */
function schemaOf(body: JsonObject): unknown {
  const config = configOf(body)
  return SCHEMAS.map((name) => eitherOf(config, name)).find((schema) => schema !== undefined)
}

function hiddenIn(body: JsonObject): string[] {
  const cached = typeof eitherOf(body, 'cachedContent') === 'string' ? ['cachedContent'] : []
  return hasDeclaredToolsOnly(body) ? cached : [...cached, 'tools']
}

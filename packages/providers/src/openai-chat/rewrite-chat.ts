import { isJsonObject, type JsonObject } from '../json.js'
import { needsCompletionCap } from '../openai-models.js'
import { readCap } from '../read-count.js'
import { vendorOf } from '../vendor-of.js'
import type { RewriteTerms, WireRequest } from '../wire.js'
import { CAP_MEMBERS, type ChatBody } from './chat-body.js'
import { deploymentOf } from './chat-path.js'
import { fitReasoning } from './fit-reasoning.js'
import { askedModel } from './read-chat.js'

export function rewriteChat(
  request: WireRequest,
  { model, maxOutputTokens, includeUsage = true }: RewriteTerms,
): JsonObject {
  // Spread, not Object.assign: an own `__proto__` member stays a member.
  const body: Record<string, unknown> = { ...request.body }
  if (model !== undefined && deploymentOf(request.path) === undefined) body['model'] = model
  if (maxOutputTokens !== undefined) setCap(body, capMember(request, model), maxOutputTokens)
  if (includeUsage && body['stream'] === true && !isMistral(request, model))
    body['stream_options'] = withUsage(body['stream_options'])
  return body
}

/** One cap under one name: another one left beside it could be larger, and the API might honour that. */
function setCap(body: Record<string, unknown>, member: string, maxOutputTokens: number): void {
  const asked = readCap(body, CAP_MEMBERS).value ?? maxOutputTokens
  // Only where there is one: `delete` makes an object slow for whoever reads it later.
  for (const name of CAP_MEMBERS) if (name !== member && name in body) delete body[name]
  const cap = Math.min(asked, maxOutputTokens)
  body[member] = cap
  fitReasoning(body, cap)
}

/** What the model needs; else what the caller used; else the older name, which every compatible server takes. */
function capMember(request: WireRequest, served: string | undefined): (typeof CAP_MEMBERS)[number] {
  const body: ChatBody = request.body
  const model = served ?? askedModel(request)
  if (model !== undefined && needsCompletionCap(model)) return 'max_completion_tokens'
  if (isMistral(request, served)) return 'max_tokens'
  const used = CAP_MEMBERS.find((name) => typeof body[name] === 'number')
  return used ?? (deploymentOf(request.path) === undefined ? 'max_tokens' : 'max_completion_tokens')
}

/**
 * Mistral rejects what it does not know, `include_usage` and `max_completion_tokens` among it, and reports usage unasked
 * (https://github.com/openai/openai-agents-python/issues/442).
 */
function isMistral(request: WireRequest, served: string | undefined): boolean {
  return vendorOf(served ?? askedModel(request) ?? '') === 'mistral'
}

function withUsage(options: unknown): JsonObject {
  return { ...(isJsonObject(options) ? options : {}), include_usage: true }
}

import { isJsonObject, type JsonObject } from '../json.js'
import { readCap } from '../read-count.js'
import type { RewriteTerms, WireRequest } from '../wire.js'
import { fitThinking } from './fit-thinking.js'
import { CAP_MEMBER, CAP_MEMBERS, type MessagesBody } from './messages-body.js'

export function rewriteMessages(request: WireRequest, { model, maxOutputTokens }: RewriteTerms): JsonObject {
  // Spread, not Object.assign: an own `__proto__` member stays a member.
  const body: MessagesBody = { ...request.body, ...(model === undefined ? {} : { model }) }
  return maxOutputTokens === undefined ? body : withCap(body, maxOutputTokens)
}

function withCap(body: MessagesBody, granted: number): JsonObject {
  const asked = capOf(body)
  const { fallbacks } = body
  const fit = (entry: unknown): unknown =>
    isJsonObject(entry) ? lowered(entry, capOf(entry) ?? asked, granted) : entry
  return {
    ...lowered(body, asked, granted),
    [CAP_MEMBER]: Math.min(asked ?? granted, granted),
    ...(Array.isArray(fallbacks) ? { fallbacks: fallbacks.map(fit) } : {}),
  }
}

/** One attempt with a cap of its own brought down to what was granted. What is not above it stays as it was asked for. */
function lowered(attempt: JsonObject, asked: number | undefined, granted: number): JsonObject {
  if (asked === undefined || asked <= granted) return attempt
  const copy: Record<string, unknown> = { ...attempt }
  if (copy[CAP_MEMBER] !== undefined) copy[CAP_MEMBER] = granted
  if (copy['thinking'] !== undefined) copy['thinking'] = fitThinking(copy['thinking'], asked, granted)
  return copy
}

function capOf(attempt: JsonObject): number | undefined {
  return readCap(attempt, CAP_MEMBERS).value
}

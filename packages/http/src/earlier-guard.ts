import type { Limiter } from '@llm-limit/core'
import type { JsonObject, Recognised } from '@llm-limit/providers'
import type { Exchange } from './exchange.js'
import { type Llm, RequestLlm } from './llm.js'
import { rewritten } from './rewritten.js'

/** What an earlier guard of the same limiter reserved, and the body as it would be without that. */
export interface Earlier {
  readonly llm: Llm
  readonly body: unknown
}

/** A second guard of the same limiter replaces the first: its operation wins, and terms apply once. */
export function earlierOf({ guarded, body }: Exchange<unknown>, limiter: Limiter): Earlier | undefined {
  const made = guarded === undefined ? undefined : RequestLlm.madeOf(guarded)
  if (guarded === undefined || made?.limiter !== limiter) return undefined
  const { found } = made
  const isRewritten = found !== undefined && guarded.admission.isEnforced && isObject(body)
  return { llm: guarded, body: isRewritten ? withoutTerms(body, found, guarded) : body }
}

/** Puts back what the terms changed; what was changed since stays. */
function withoutTerms(body: JsonObject, found: Recognised, { terms }: Llm): JsonObject {
  const before = found.request.body
  const after = rewritten(found, terms)
  const restored: Record<string, unknown> = { ...body }
  for (const name of Object.keys({ ...before, ...after })) {
    if (before[name] === after[name] || body[name] !== after[name]) continue
    if (Object.hasOwn(before, name)) restored[name] = before[name]
    else delete restored[name]
  }
  return restored
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

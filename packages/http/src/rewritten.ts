import type { JsonObject, Recognised } from '@llm-limit/providers'
import type { Llm } from './llm.js'

/** The body with its terms: only where its API is known, on a shallow copy. */
export function rewritten(
  { wire, request }: Recognised,
  { model, maxOutputTokens, isCut, insteadOf }: Llm['terms'],
): JsonObject {
  const served = insteadOf === undefined ? undefined : model
  return wire.rewrite(request, {
    model: served,
    maxOutputTokens: isCut ? maxOutputTokens : undefined,
    includeUsage: false,
  })
}

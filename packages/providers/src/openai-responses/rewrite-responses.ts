import type { JsonObject } from '../json.js'
import { readCap } from '../read-count.js'
import type { RewriteTerms, WireRequest } from '../wire.js'
import { CAP_MEMBER, deploymentOf, LEAST_CAP } from './responses-body.js'

/** Usage comes unasked, and a model that a stored prompt names stays. */
export function rewriteResponses(request: WireRequest, { model, maxOutputTokens }: RewriteTerms): JsonObject {
  // Spread, not Object.assign: an own `__proto__` member stays a member.
  const body: Record<string, unknown> = { ...request.body }
  const namesModel = typeof body['model'] === 'string' && deploymentOf(request.path) === undefined
  if (model !== undefined && namesModel) body['model'] = model
  if (maxOutputTokens !== undefined) {
    const granted = Math.max(LEAST_CAP, maxOutputTokens)
    body[CAP_MEMBER] = Math.min(readCap(request.body, [CAP_MEMBER]).value ?? granted, granted)
  }
  return body
}

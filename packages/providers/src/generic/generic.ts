import type { JsonObject } from '../json.js'
import { openAiLimits } from '../openai-limits/openai-limits.js'
import { endsIn } from '../openai-path.js'
import { openAiRefusal } from '../openai-refusal.js'
import { readEventStream } from '../sse/read-event-stream.js'
import { createTokenMeter } from '../token-meter.js'
import type { RewriteTerms, Wire, WireRequest } from '../wire.js'
import { eachGenericText, genericUsage } from './generic-answer.js'
import { GENERIC_CAP_MEMBERS, type GenericBody } from './generic-body.js'
import { readGeneric } from './read-generic.js'

/** Anthropic's: the body of a call, but no model answers. */
const COUNTING = '/count_tokens'

/** Bodies with a `prompt` text or a list of `messages`, posted anywhere: an app's own endpoints. */
export const generic: Wire = {
  name: 'generic',
  recognises(path, body) {
    const { prompt, messages }: GenericBody = body
    return (typeof prompt === 'string' || Array.isArray(messages)) && !endsIn(path, COUNTING)
  },
  read: readGeneric,
  rewrite: rewriteGeneric,
  usageOf: genericUsage,
  deliveredIn(answer, countTokens) {
    const meter = createTokenMeter(countTokens)
    eachGenericText(answer, meter.add)
    return meter.total()
  },
  streamReader: ({ countTokens }) => readEventStream({ countTokens, usageOf: genericUsage, eachText: eachGenericText }),
  limitsOf: openAiLimits,
  refusal: openAiRefusal,
}

/** Changes only what is there: an endpoint that checks its input must not see a member that its caller did not send. */
function rewriteGeneric({ body: original }: WireRequest, { model, maxOutputTokens }: RewriteTerms): JsonObject {
  const body: Record<string, unknown> = { ...original }
  if (model !== undefined && typeof body['model'] === 'string') body['model'] = model
  if (maxOutputTokens === undefined) return body
  for (const name of GENERIC_CAP_MEMBERS) {
    const asked = body[name]
    if (typeof asked === 'number') body[name] = Math.min(asked, maxOutputTokens)
  }
  return body
}

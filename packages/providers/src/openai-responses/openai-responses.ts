import { memberOf } from '../json.js'
import { openAiLimits } from '../openai-limits/openai-limits.js'
import { openAiRefusal } from '../openai-refusal.js'
import { readEventStream } from '../sse/read-event-stream.js'
import { createTokenMeter } from '../token-meter.js'
import type { Wire } from '../wire.js'
import { readResponses } from './read-responses.js'
import { answerUsage, eachEventText, eachOutputText, responsesUsage } from './responses-answer.js'
import { askedModel, isResponsesPath, isSet, type ResponsesBody, STATE_MEMBERS } from './responses-body.js'
import { responsesEnding } from './responses-ending.js'
import { rewriteResponses } from './rewrite-responses.js'

const LAST_EVENTS: ReadonlySet<unknown> = new Set(['response.completed', 'response.incomplete', 'response.failed'])

/** OpenAI responses, also at Azure and at servers that speak the same API. */
export const openAiResponses: Wire = {
  name: 'openai-responses',
  recognises(path, body) {
    const { input, messages, prompt }: ResponsesBody & { readonly prompt?: unknown } = body
    if (!isResponsesPath(path) || isSet(messages)) return false
    const hasModel = askedModel({ path, body }) !== undefined || isSet(memberOf(prompt, 'id'))
    return hasModel && (isSet(input) || STATE_MEMBERS.some((name) => isSet(body[name])))
  },
  read: readResponses,
  rewrite: rewriteResponses,
  usageOf: answerUsage,
  deliveredIn(answer, countTokens) {
    const meter = createTokenMeter(countTokens)
    eachOutputText(answer, meter.add)
    return meter.total()
  },
  streamReader: ({ countTokens, inputTokens = 0 }) =>
    readEventStream({
      countTokens,
      usageOf: responsesUsage,
      eachText: eachEventText,
      isLast: (event) => LAST_EVENTS.has(event['type']),
      ending: responsesEnding(inputTokens),
    }),
  limitsOf: openAiLimits,
  refusal: openAiRefusal,
}

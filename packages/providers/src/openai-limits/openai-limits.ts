import { isJsonObject, memberOf } from '../json.js'
import type { AnswerHead, ProviderLimits } from '../provider-limits.js'
import type { Fields } from '../retry-after.js'
import { rateLimitsIn } from './rate-limit-fields.js'
import { turnedAway } from './turned-away.js'

/** What an answer of OpenAI, or of a server after it, says of the provider's own limits. */
export function openAiLimits(answer: AnswerHead): ProviderLimits {
  const own = rateLimitsIn(answer.headers, answer.now)
  const limits = own.length > 0 ? own : rateLimitsIn(upstreamFields(answer.error), answer.now)
  return { limits, refusal: turnedAway(answer, limits) }
}

/** OpenRouter repeats the fields of the provider behind it in the body of an error. */
function upstreamFields(body: unknown): Fields {
  const headers = memberOf(memberOf(memberOf(body, 'error'), 'metadata'), 'headers')
  const byName = new Map<string, string>()
  if (isJsonObject(headers)) {
    for (const [name, value] of Object.entries(headers))
      if (typeof value === 'string' || typeof value === 'number') byName.set(name.toLowerCase(), `${value}`)
  }
  return { get: (name) => byName.get(name) ?? null }
}

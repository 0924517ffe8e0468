import { isJsonObject, type JsonObject, memberOf } from '../json.js'
import { durationMs } from '../openai-limits/duration.js'
import type { AnswerHead, ProviderLimit, ProviderLimits, ProviderRefusal } from '../provider-limits.js'
import { retryAfterMs } from '../retry-after.js'
import { untilPacificMidnight } from './pacific-midnight.js'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const MOST_DETAILS = 100

/** Gemini tells of limits in the bodies of errors only: https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto */
export function geminiLimits(answer: AnswerHead): ProviderLimits {
  const details = detailsOf(answer.error)
  const violations = details.flatMap(violationsIn)
  return {
    limits: violations.flatMap((violation) => limitOf(violation, answer.now)),
    refusal: refusalOf(answer, details, violations),
  }
}

function refusalOf(
  { status, headers, now }: AnswerHead,
  details: readonly JsonObject[],
  violations: readonly JsonObject[],
): ProviderRefusal | undefined {
  if (status !== 429 && status !== 503) return undefined
  const asked = details.map(retryDelayIn).find((ms) => ms !== undefined) ?? retryAfterMs(headers, now)
  if (status === 503) return { kind: 'overloaded', retryAfterMs: asked }
  // The delay that comes with a daily quota is that of a minute.
  if (violations.some(isDaily)) return { kind: 'exhausted', retryAfterMs: untilPacificMidnight(now) }
  return { kind: 'transient', retryAfterMs: asked }
}

function limitOf(violation: JsonObject, now: number): ProviderLimit[] {
  const unit = unitOf(violation)
  if (unit === undefined) return []
  const daily = isDaily(violation)
  return [
    {
      unit,
      windowMs: daily ? DAY_MS : idOf(violation).includes('PerMinute') ? MINUTE_MS : undefined,
      limit: limitIn(violation),
      // Of tokens something may be left, too little for this call.
      remaining: unit === 'requests' ? 0 : undefined,
      resetMs: daily ? untilPacificMidnight(now) : undefined,
    },
  ]
}

/** Tokens are those of the input: output is not limited. */
function unitOf(violation: JsonObject): ProviderLimit['unit'] | undefined {
  const text = `${idOf(violation)} ${textIn(violation, 'quotaMetric')}`.toLowerCase()
  if (text.includes('token')) return 'inputTokens'
  return text.includes('request') ? 'requests' : undefined
}

function limitIn(violation: JsonObject): number | undefined {
  const told = violation['quotaValue']
  const value = typeof told === 'number' ? told : Number(textIn(violation, 'quotaValue') || Number.NaN)
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

function isDaily(violation: JsonObject): boolean {
  return idOf(violation).includes('PerDay')
}

function idOf(violation: JsonObject): string {
  return textIn(violation, 'quotaId')
}

function textIn(value: JsonObject, name: string): string {
  const text = value[name]
  return typeof text === 'string' ? text : ''
}

/** A stream that is no event stream has its error in an array. */
function detailsOf(body: unknown): JsonObject[] {
  const details = memberOf(memberOf(Array.isArray(body) ? body[0] : body, 'error'), 'details')
  return Array.isArray(details) ? details.slice(0, MOST_DETAILS).filter(isJsonObject) : []
}

function violationsIn(detail: JsonObject): JsonObject[] {
  const violations = typeOf(detail) === 'QuotaFailure' ? detail['violations'] : undefined
  return Array.isArray(violations) ? violations.slice(0, MOST_DETAILS).filter(isJsonObject) : []
}

function retryDelayIn(detail: JsonObject): number | undefined {
  return typeOf(detail) === 'RetryInfo' ? durationMs(textIn(detail, 'retryDelay')) : undefined
}

function typeOf(detail: JsonObject): string {
  return textIn(detail, '@type').replace(/^type\.googleapis\.com\/google\.rpc\./, '')
}

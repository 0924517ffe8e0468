import { isJsonObject, memberOf } from '../json.js'
import type { AnswerHead, ProviderLimit, ProviderRefusal } from '../provider-limits.js'
import { retryAfterMs } from '../retry-after.js'
import { durationMs } from './duration.js'

const DAY_MS = 86_400_000
/** Where a message tells the wait; what comes later in it may be anybody's text. */
const LONGEST_MESSAGE = 1_000
const TOLD_WAIT = /(?:try again in|retry after) ((?:\d+(?:\.\d+)?(?:ms|h|m|s))+|\d+(?= second))/

/** Bad gateway and unavailable; 498 is Groq's, for a flex call without capacity. */
const OVERLOADED_STATUS: ReadonlySet<number> = new Set([498, 502, 503, 529])
/** Beside a rate limit's status. */
const OVERLOADED_CODES: ReadonlySet<unknown> = new Set([
  'server_error',
  'overloaded_error',
  'engine_overloaded',
  'resource_unavailable',
  'no_capacity',
])
const EXHAUSTED_CODES: ReadonlySet<unknown> = new Set([
  'insufficient_quota',
  'billing_hard_limit_reached',
  'billing_not_active',
  'quota_exceeded',
])

/** Why an answer of OpenAI, Azure, Groq, Mistral or OpenRouter turned a call away; undefined when for something else, or not at all. */
export function turnedAway(answer: AnswerHead, limits: readonly ProviderLimit[]): ProviderRefusal | undefined {
  const kind = kindOf(answer, limits)
  if (kind === undefined) return undefined
  return { kind, retryAfterMs: retryAfterMs(answer.headers, answer.now) ?? toldIn(answer.error) }
}

function kindOf(
  { status, headers, error }: AnswerHead,
  limits: readonly ProviderLimit[],
): ProviderRefusal['kind'] | undefined {
  if (status === 402) return 'exhausted'
  if (OVERLOADED_STATUS.has(status)) return 'overloaded'
  // Azure API Management: a period's quota. Any other 403 is about rights.
  if (status === 403) return headers.get('retry-after') === null ? undefined : 'exhausted'
  if (status !== 429) return undefined
  const codes = codesOf(error)
  if (codes.some((code) => EXHAUSTED_CODES.has(code)) || limits.some(isUsedUp)) return 'exhausted'
  return codes.some((code) => OVERLOADED_CODES.has(code)) ? 'overloaded' : 'transient'
}

/** Nothing left of a day or longer, or (Mistral) no allowance at all. */
function isUsedUp({ limit, remaining, windowMs = 0 }: ProviderLimit): boolean {
  return limit === 0 || (remaining === 0 && windowMs >= DAY_MS)
}

/** Mistral puts them at the top, the others under `error`. */
function codesOf(body: unknown): readonly unknown[] {
  const error = errorIn(body)
  return [memberOf(error, 'code'), memberOf(error, 'type')]
}

function toldIn(body: unknown): number | undefined {
  const message = memberOf(errorIn(body), 'message')
  if (typeof message !== 'string') return undefined
  const told = TOLD_WAIT.exec(message.slice(0, LONGEST_MESSAGE))?.[1]
  return told === undefined ? undefined : (durationMs(told) ?? durationMs(`${told}s`))
}

function errorIn(body: unknown): unknown {
  const inner = memberOf(body, 'error')
  return isJsonObject(inner) ? inner : body
}

import { memberOf } from '../json.js'
import type { AnswerHead, ProviderLimit, ProviderLimits, ProviderRefusal } from '../provider-limits.js'
import { retryAfterMs } from '../retry-after.js'

const MINUTE_MS = 60_000
const COUNT = /^\d{1,15}$/

/** By name in the fields. `tokens` repeats the tightest of those in force; a limit refills evenly, the numbers are those of a minute. */
const UNITS: readonly (readonly [name: string, unit: ProviderLimit['unit']])[] = [
  ['requests', 'requests'],
  ['tokens', 'tokens'],
  ['input-tokens', 'inputTokens'],
  ['output-tokens', 'outputTokens'],
]

const OVERLOADED: ReadonlySet<unknown> = new Set(['overloaded_error'])
/** Spend caps: no wait mends them before the month, or somebody, changes. */
const EXHAUSTED_CODES: ReadonlySet<unknown> = new Set(['enforced_spend_limit_reached', 'contract_spend_limit_reached'])

/** What an answer of Anthropic says of its own limits (https://platform.claude.com/docs/en/api/rate-limits#response-headers). */
export function anthropicLimits(answer: AnswerHead): ProviderLimits {
  const limits = UNITS.flatMap(([name, unit]) => limitIn(answer, name, unit))
  const kind = kindOf(answer)
  const refusal = kind === undefined ? undefined : { kind, retryAfterMs: retryAfterMs(answer.headers, answer.now) }
  return { limits, refusal }
}

function limitIn({ headers, now }: AnswerHead, name: string, unit: ProviderLimit['unit']): readonly ProviderLimit[] {
  const field = (part: string): string | null => headers.get(`anthropic-ratelimit-${name}-${part}`)
  const limit = countIn(field('limit'))
  const remaining = countIn(field('remaining'))
  if (limit === undefined && remaining === undefined) return []
  return [{ unit, windowMs: MINUTE_MS, limit, remaining, resetMs: resetIn(field('reset'), now) }]
}

/** Messages may change; status, type and `error_code` do not. */
function kindOf({ status, error: body }: AnswerHead): ProviderRefusal['kind'] | undefined {
  const error = memberOf(body, 'error')
  if (status === 402) return 'exhausted'
  if (status === 529 || status === 503 || OVERLOADED.has(memberOf(error, 'type'))) return 'overloaded'
  const code = memberOf(memberOf(error, 'details'), 'error_code')
  if (status === 429) return isSpendLimit(code) ? 'exhausted' : 'transient'
  return status === 400 && isSpendLimit(code) ? 'exhausted' : undefined
}

function isSpendLimit(code: unknown): boolean {
  return EXHAUSTED_CODES.has(code) || (typeof code === 'string' && code.endsWith('spend_limit_reached'))
}

function countIn(text: string | null): number | undefined {
  return text !== null && COUNT.test(text) ? Number(text) : undefined
}

/** RFC 3339. */
function resetIn(text: string | null, now: number): number | undefined {
  const at = text === null || !text.includes('T') ? Number.NaN : Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil(at - now))
}

import type { ErrorAnswer } from '../fault.js'
import type { JsonObject } from '../json-reading.js'

const RPC = 'type.googleapis.com/google.rpc'
const STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

/** Body of an error at Google: `{ error: { code, message, status, details } }`. */
export function geminiError(error: ErrorAnswer): string {
  const { status, message = `Status ${status}.` } = error
  const details = status === 429 ? { details: quotaDetails(error) } : {}
  return JSON.stringify({ error: { code: status, message, status: STATUSES[status] ?? 'UNKNOWN', ...details } })
}

/** Credit that is spent is the quota of a day here. */
function quotaDetails({ type, headers }: ErrorAnswer): JsonObject[] {
  const period = type === 'insufficient_quota' ? 'PerDay' : 'PerMinute'
  const unit = type === 'tokens' ? 'InputTokens' : 'Requests'
  const quotaId = `Generate${unit}${period}PerProjectPerModel-FreeTier`
  const quotaMetric = `generativelanguage.googleapis.com/generate_content_free_tier_${unit.toLowerCase()}`
  const failure = { '@type': `${RPC}.QuotaFailure`, violations: [{ quotaMetric, quotaId, quotaValue: '10' }] }
  const waitMs = headers?.['retry-after-ms']
  if (waitMs === undefined) return [failure]
  return [failure, { '@type': `${RPC}.RetryInfo`, retryDelay: `${Number(waitMs) / 1_000}s` }]
}

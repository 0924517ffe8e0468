import { describe, expect, it } from '@jest/globals'
import type { ProviderLimits } from '../provider-limits.js'
import { anthropicMessages } from './anthropic-messages.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const limitsOf = (fields: Record<string, string>, status = 200, error?: unknown): ProviderLimits =>
  anthropicMessages.limitsOf({ status, headers: new Headers(fields), error, now: NOW })
const anthropicError = (type: string, error_code?: string) => ({
  type: 'error',
  error: { type, message: 'No.', details: error_code === undefined ? undefined : { error_code } },
})
const refusalOf = (status: number, error?: unknown, fields: Record<string, string> = {}) =>
  limitsOf(fields, status, error).refusal

describe('the limits that Anthropic tells', () => {
  it('are requests, tokens, input and output tokens of a minute, with resets as instants', () => {
    const { limits, refusal } = limitsOf({
      'anthropic-ratelimit-requests-limit': '1000',
      'anthropic-ratelimit-requests-remaining': '999',
      'anthropic-ratelimit-requests-reset': '2026-11-21T12:00:01Z',
      'anthropic-ratelimit-tokens-limit': '2400000',
      'anthropic-ratelimit-tokens-remaining': '2399000',
      'anthropic-ratelimit-tokens-reset': '2026-11-21T12:00:00.5Z',
      'anthropic-ratelimit-input-tokens-limit': '2000000',
      'anthropic-ratelimit-input-tokens-remaining': '1999000',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-21T14:00:02+02:00',
      'anthropic-ratelimit-output-tokens-limit': '400000',
      'anthropic-ratelimit-output-tokens-remaining': '0',
      'anthropic-ratelimit-output-tokens-reset': '2026-11-21T11:59:00Z',
    })
    const windowMs = 60_000
    expect(limits).toEqual([
      { unit: 'requests', windowMs, limit: 1_000, remaining: 999, resetMs: 1_000 },
      { unit: 'tokens', windowMs, limit: 2_400_000, remaining: 2_399_000, resetMs: 500 },
      { unit: 'inputTokens', windowMs, limit: 2_000_000, remaining: 1_999_000, resetMs: 2_000 },
      { unit: 'outputTokens', windowMs, limit: 400_000, remaining: 0, resetMs: 0 },
    ])
    expect(refusal).toBeUndefined()
  })

  it('are unknown where the fields are missing or make no sense', () => {
    expect(limitsOf({}).limits).toEqual([])
    const odd = limitsOf({
      'anthropic-ratelimit-requests-limit': '-5',
      'anthropic-ratelimit-requests-remaining': '1e9',
    })
    expect(odd.limits).toEqual([])
    const [limit] = limitsOf({
      'anthropic-ratelimit-requests-limit': '5',
      'anthropic-ratelimit-requests-reset': '60',
    }).limits
    expect(limit).toEqual({ unit: 'requests', windowMs: 60_000, limit: 5, remaining: undefined, resetMs: undefined })
  })
})

describe('why Anthropic turned a call away', () => {
  it.each([
    [429, anthropicError('rate_limit_error'), 'transient'],
    [429, anthropicError('rate_limit_error', 'ramp_limit_exceeded'), 'transient'],
    [429, undefined, 'transient'],
    [429, anthropicError('rate_limit_error', 'enforced_spend_limit_reached'), 'exhausted'],
    [429, anthropicError('rate_limit_error', 'contract_spend_limit_reached'), 'exhausted'],
    [402, anthropicError('billing_error', 'linked_organization_spend_limit_reached'), 'exhausted'],
    [529, anthropicError('overloaded_error'), 'overloaded'],
    [200, anthropicError('overloaded_error'), 'overloaded'],
    [503, undefined, 'overloaded'],
  ])('%i %j is %s', (status, error, kind) => {
    expect(refusalOf(status, error)?.kind).toBe(kind)
  })

  it.each([200, 400, 401, 413, 500, 504])('%i is no limit', (status) => {
    expect(refusalOf(status, anthropicError('api_error'))).toBeUndefined()
  })

  it('tells the wait in seconds; a spend cap tells none', () => {
    expect(refusalOf(429, anthropicError('rate_limit_error', 'ramp_limit_exceeded'), { 'retry-after': '30' })).toEqual({
      kind: 'transient',
      retryAfterMs: 30_000,
    })
    expect(
      refusalOf(429, anthropicError('rate_limit_error', 'enforced_spend_limit_reached'))?.retryAfterMs,
    ).toBeUndefined()
  })
})

import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { gemini } from './gemini.js'
import { untilPacificMidnight } from './pacific-midnight.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const HOUR_MS = 3_600_000
/** 04:00 in California. */
const UNTIL_MIDNIGHT_MS = 20 * HOUR_MS

const METRIC = 'generativelanguage.googleapis.com/generate_content'
const perMinute = {
  quotaMetric: `${METRIC}_free_tier_requests`,
  quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier',
  quotaValue: '10',
}
const perDay = {
  quotaMetric: `${METRIC}_free_tier_requests`,
  quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
  quotaValue: '250',
}
const tokens = {
  quotaMetric: `${METRIC}_free_tier_input_token_count`,
  quotaId: 'GenerateContentInputTokensPerModelPerMinute-FreeTier',
}
const quotaFailure = (...violations: object[]) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations,
})
const retryInfo = (retryDelay: unknown) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay })
const exhausted = (...details: object[]) => ({
  error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'No.', details },
})

function limitsOf(status: number, error?: unknown, fields: Record<string, string> = {}) {
  return gemini.limitsOf({ status, headers: new Headers(fields), error, now: NOW })
}

describe("an error of Gemini's", () => {
  it('is transient when a limit of a minute is reached, and tells when to ask again', () => {
    expect(limitsOf(429, exhausted(quotaFailure(perMinute), retryInfo('36.96s')))).toEqual({
      limits: [{ unit: 'requests', windowMs: 60_000, limit: 10, remaining: 0, resetMs: undefined }],
      refusal: { kind: 'transient', retryAfterMs: 36_960 },
    })
  })

  it('is exhausted until midnight in California when a limit of a day is reached, whatever delay comes with it', () => {
    const { limits, refusal } = limitsOf(429, exhausted(quotaFailure(tokens, perMinute, perDay), retryInfo('37s')))
    expect(refusal).toEqual({ kind: 'exhausted', retryAfterMs: UNTIL_MIDNIGHT_MS })
    expect(limits).toEqual([
      { unit: 'inputTokens', windowMs: 60_000, limit: undefined, remaining: undefined, resetMs: undefined },
      { unit: 'requests', windowMs: 60_000, limit: 10, remaining: 0, resetMs: undefined },
      { unit: 'requests', windowMs: 86_400_000, limit: 250, remaining: 0, resetMs: UNTIL_MIDNIGHT_MS },
    ])
  })

  // Found by the fuzzer: neither can be made a number, nor a text.
  it.each(['{"toString":1}', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, '""', '[5]'])(
    'tells no limit where it is none',
    (text) => {
      const { limits } = limitsOf(429, exhausted(quotaFailure({ ...perMinute, quotaValue: JSON.parse(text) })))
      expect(limits).toMatchObject([{ unit: 'requests', limit: undefined }])
    },
  )

  it('is transient without details, as at Vertex, and read in an array, as in a stream', () => {
    expect(limitsOf(429, exhausted()).refusal).toEqual({ kind: 'transient', retryAfterMs: undefined })
    expect(limitsOf(429, undefined).refusal?.kind).toBe('transient')
    expect(limitsOf(429, [exhausted(quotaFailure(perDay))]).refusal?.kind).toBe('exhausted')
    expect(limitsOf(429, undefined, { 'retry-after': '2' }).refusal?.retryAfterMs).toBe(2_000)
  })

  it('is overloaded with 503', () => {
    expect(limitsOf(503, { error: { code: 503, status: 'UNAVAILABLE' } })).toEqual({
      limits: [],
      refusal: { kind: 'overloaded', retryAfterMs: undefined },
    })
  })

  it.each([200, 400, 403, 404, 500])('says nothing of limits with %i', (status) => {
    expect(limitsOf(status, exhausted()).refusal).toBeUndefined()
  })

  it.each([
    ['37s', 37_000],
    ['12.250s', 12_250],
    ['0.000000001s', 0],
    ['-3s', undefined],
    ['soon', undefined],
    [5, undefined],
  ])('asks to wait %p: %p ms', (delay, waitMs) => {
    expect(limitsOf(429, exhausted(retryInfo(delay))).refusal?.retryAfterMs).toBe(waitMs)
  })

  it('never gives a negative, fractional or unsafe number, whatever the body is', () => {
    const violation = fc.record({
      quotaId: fc.oneof(fc.constantFrom('RequestsPerDay', 'TokensPerMinute'), fc.jsonValue()),
      quotaMetric: fc.jsonValue(),
      quotaValue: fc.oneof(fc.constantFrom<unknown>('-1', '1e99', '1.5', '', null, true, []), fc.jsonValue()),
    })
    const detail = fc.oneof(
      fc.array(violation, { maxLength: 3 }).map((all) => quotaFailure(...all)),
      fc.oneof(fc.string(), fc.constantFrom('99999999999999999999s', '1h')).map(retryInfo),
      fc.jsonValue(),
    )
    const body = fc.oneof(
      fc.array(detail).map((details) => ({ error: { details } })),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(body, fc.constantFrom(200, 429, 503), (error, status) => {
        const { limits, refusal } = limitsOf(status, error)
        const numbers = limits.flatMap(({ limit, remaining, resetMs }) => [limit, remaining, resetMs])
        for (const number of [...numbers, refusal?.retryAfterMs]) {
          if (number !== undefined) expect(Number.isSafeInteger(number) && number >= 0).toBe(true)
        }
      }),
    )
  })
})

describe('midnight in California', () => {
  it.each([
    ['2026-11-21T08:00:00Z', 24],
    ['2026-11-21T07:59:00Z', 1 / 60],
    ['2026-07-01T07:00:00Z', 24],
    ['2026-03-08T08:00:00Z', 23],
    ['2026-11-01T07:00:00Z', 25],
    ['2026-11-01T09:30:00Z', 22.5],
  ])('is, from %s, %d hours away', (now, hours) => {
    expect(untilPacificMidnight(Date.parse(now))).toBe(hours * HOUR_MS)
  })
})

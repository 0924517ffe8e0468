import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { openAiLimits } from './openai-limits.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const DAY_MS = 86_400_000

function limitsOf(fields: Record<string, string>, { status = 200, error }: { status?: number; error?: unknown } = {}) {
  return openAiLimits({ status, headers: new Headers(fields), error, now: NOW })
}

function refusalOf(status: number, error?: unknown, fields: Record<string, string> = {}) {
  return limitsOf(fields, { status, error }).refusal
}

const openAiError = (code: string | null, type: string, message = 'No.') => ({
  error: { message, type, param: null, code },
})

describe('the limits of an answer', () => {
  it("reads OpenAI's three, with durations as Go prints them and a project's tokens beside the organisation's", () => {
    const { limits } = limitsOf({
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-limit-tokens': '150,000',
      'x-ratelimit-remaining-tokens': '149984',
      'x-ratelimit-reset-tokens': '6m0s',
      'x-ratelimit-limit-project-tokens': '100000',
      'x-ratelimit-remaining-project-tokens': '99000',
      'x-ratelimit-reset-project-tokens': '600ms',
    })
    expect(limits).toEqual([
      { unit: 'requests', windowMs: 60_000, limit: 60, remaining: 59, resetMs: 1_000 },
      { unit: 'tokens', windowMs: 60_000, limit: 150_000, remaining: 149_984, resetMs: 360_000 },
      { unit: 'tokens', windowMs: 60_000, limit: 100_000, remaining: 99_000, resetMs: 600 },
    ])
  })

  it.each([
    ['a limit of a day that one call has used a part of', '10000', '9999', '8.64s', DAY_MS],
    ['a limit of a day that is used up', '200', '0', '7m12s', DAY_MS],
    ['a limit of a minute that is used up', '60', '0', '60s', 60_000],
    ['a large limit of a minute', '30000', '29999', '2ms', 60_000],
  ])('tells %s by when it is whole again', (_name, limit, remaining, reset, windowMs) => {
    const { limits } = limitsOf({
      'x-ratelimit-limit-requests': limit,
      'x-ratelimit-remaining-requests': remaining,
      'x-ratelimit-reset-requests': reset,
    })
    expect(limits[0]?.windowMs).toBe(windowMs)
  })

  it("takes Azure's seconds, and its negative counts for unknown", () => {
    expect(
      limitsOf({
        'x-ratelimit-limit-requests': '120',
        'x-ratelimit-remaining-requests': '119',
        'x-ratelimit-reset-requests': '1',
        'x-ratelimit-limit-tokens': '-1',
        'x-ratelimit-remaining-tokens': '-1',
        'x-ratelimit-reset-tokens': '0',
      }).limits,
    ).toEqual([{ unit: 'requests', windowMs: 60_000, limit: 120, remaining: 119, resetMs: 1_000 }])
  })

  it('takes a remaining count without a limit, as older versions of Azure send it', () => {
    expect(limitsOf({ 'x-ratelimit-remaining-tokens': '400' }).limits).toEqual([
      { unit: 'tokens', windowMs: 60_000, limit: undefined, remaining: 400, resetMs: undefined },
    ])
  })

  it("knows Groq's requests for those of a day", () => {
    const { limits } = limitsOf({
      'x-groq-region': 'fra',
      'x-ratelimit-limit-requests': '14400',
      'x-ratelimit-remaining-requests': '14370',
      'x-ratelimit-reset-requests': '2m59.56s',
      'x-ratelimit-limit-tokens': '18000',
      'x-ratelimit-remaining-tokens': '17997',
      'x-ratelimit-reset-tokens': '7.66s',
    })
    expect(limits).toEqual([
      { unit: 'requests', windowMs: DAY_MS, limit: 14_400, remaining: 14_370, resetMs: 179_560 },
      { unit: 'tokens', windowMs: 60_000, limit: 18_000, remaining: 17_997, resetMs: 7_660 },
    ])
  })

  it("reads Mistral's names, the newer and the older", () => {
    expect(
      limitsOf({
        'x-ratelimit-limit-req-minute': '60',
        'x-ratelimit-remaining-req-minute': '59',
        'x-ratelimit-limit-tokens-minute': '500000',
        'x-ratelimit-remaining-tokens-minute': '499990',
        'x-ratelimit-limit-tokens-month': '1000000000',
        'x-ratelimit-remaining-tokens-month': '999999990',
      }).limits,
    ).toEqual([
      { unit: 'requests', windowMs: 60_000, limit: 60, remaining: 59, resetMs: undefined },
      { unit: 'tokens', windowMs: 60_000, limit: 500_000, remaining: 499_990, resetMs: undefined },
      { unit: 'tokens', windowMs: 30 * DAY_MS, limit: 1_000_000_000, remaining: 999_999_990, resetMs: undefined },
    ])
    expect(
      limitsOf({
        'ratelimitbysize-limit': '500000',
        'ratelimitbysize-remaining': '499990',
        'ratelimitbysize-reset': '45',
      }).limits,
    ).toEqual([{ unit: 'tokens', windowMs: undefined, limit: 500_000, remaining: 499_990, resetMs: 45_000 }])
  })

  it("takes OpenRouter's reset for an instant in milliseconds, in fields and in the body", () => {
    const fields = {
      'X-RateLimit-Limit': '20',
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': String(NOW + 12_345),
    }
    const expected = [{ unit: 'requests', windowMs: undefined, limit: 20, remaining: 0, resetMs: 12_345 }]
    expect(limitsOf(fields).limits).toEqual(expected)
    const error = { error: { code: 429, message: 'Rate limit exceeded', metadata: { headers: fields } } }
    expect(limitsOf({}, { status: 429, error })).toEqual({
      limits: expected,
      refusal: { kind: 'transient', retryAfterMs: undefined },
    })
  })

  // Found by the fuzzer: such a value cannot be made a text.
  it("does not trip over what is no text among OpenRouter's fields", () => {
    const fields = JSON.parse('{"X-RateLimit-Limit":{"toString":1},"X-RateLimit-Remaining":[[]]}')
    const error = { error: { code: 429, metadata: { headers: fields } } }
    expect(limitsOf({}, { status: 429, error })).toEqual({
      limits: [],
      refusal: { kind: 'transient', retryAfterMs: undefined },
    })
  })

  it('knows nothing where nothing is said', () => {
    expect(limitsOf({})).toEqual({ limits: [], refusal: undefined })
  })

  it('never has a negative, fractional or unsafe number, whatever the fields are', () => {
    const names = ['limit', 'remaining', 'reset'].flatMap((name) =>
      ['-requests', '-tokens', '', '-req-minute', '-tokens-month'].map((of) => `x-ratelimit-${name}${of}`),
    )
    const value = fc.oneof(
      fc.constantFrom(
        '-1',
        '0',
        '',
        ' ',
        '1e9',
        '1.5',
        'NaN',
        'Infinity',
        '30,000',
        '6m0s',
        '1h1h',
        '99999999999999999999',
        '.5s',
        '1s-',
      ),
      fc.string().filter((text) => /^[\x20-\x7e]*$/.test(text)),
      fc.integer().map(String),
    )
    const fields = fc.dictionary(fc.constantFrom(...names, 'retry-after', 'retry-after-ms'), value)
    fc.assert(
      fc.property(fields, fc.constantFrom(200, 402, 403, 429, 503), fc.jsonValue(), (of, status, error) => {
        const { limits, refusal } = limitsOf(of, { status, error })
        const numbers = limits.flatMap(({ limit, remaining, resetMs }) => [limit, remaining, resetMs])
        for (const number of [...numbers, refusal?.retryAfterMs]) {
          if (number !== undefined) expect(Number.isSafeInteger(number) && number >= 0).toBe(true)
        }
      }),
    )
  })
})

describe('why a call was turned away', () => {
  it.each([
    [429, openAiError('rate_limit_exceeded', 'tokens'), 'transient'],
    [429, openAiError(null, 'requests'), 'transient'],
    [429, { object: 'error', message: 'Rate limit exceeded', type: 'rate_limited', code: '1300' }, 'transient'],
    [429, { error: { code: '429', message: 'Busy.' } }, 'transient'],
    [429, undefined, 'transient'],
    [429, openAiError('insufficient_quota', 'insufficient_quota'), 'exhausted'],
    [402, { error: { code: 402, message: 'Insufficient credits' } }, 'exhausted'],
    [429, openAiError('resource_unavailable', 'invalid_request_error'), 'overloaded'],
    [503, openAiError(null, 'server_error'), 'overloaded'],
    [502, { error: { code: 502, message: 'Provider returned error' } }, 'overloaded'],
    [498, undefined, 'overloaded'],
  ])('%i %j is %s', (status, error, kind) => {
    expect(refusalOf(status, error)?.kind).toBe(kind)
  })

  it.each([200, 400, 401, 403, 404, 500])('%i is no limit', (status) => {
    expect(refusalOf(status, openAiError('insufficient_quota', 'insufficient_quota'))).toBeUndefined()
  })

  it("is exhausted when nothing is left of the day, or a key of Mistral's has no allowance", () => {
    const day = { 'x-groq-region': 'fra', 'x-ratelimit-limit-requests': '1000', 'x-ratelimit-remaining-requests': '0' }
    expect(refusalOf(429, undefined, day)?.kind).toBe('exhausted')
    expect(refusalOf(429, undefined, { 'x-ratelimit-limit-req-minute': '0' })?.kind).toBe('exhausted')
  })

  it('is exhausted at a gateway that keeps a quota for a period', () => {
    expect(refusalOf(403, { statusCode: 403 }, { 'retry-after': '3600' })).toEqual({
      kind: 'exhausted',
      retryAfterMs: 3_600_000,
    })
  })

  it.each([
    [{ 'retry-after-ms': '1500', 'retry-after': '2' }, 1_500],
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '2.5' }, 2_500],
    [{ 'retry-after': 'Sat, 21 Nov 2026 12:01:00 GMT' }, 60_000],
    [{ 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': '-1' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after-ms': 'soon', 'retry-after': '3' }, 3_000],
    [{}, undefined],
  ])('%j asks to wait %p ms', (fields, waitMs) => {
    expect(refusalOf(429, undefined, fields as Record<string, string>)?.retryAfterMs).toBe(waitMs)
  })

  it.each([
    [
      'Rate limit reached for gpt-5 on tokens per min (TPM): Limit 1, Used 1, Requested 1. Please try again in 1.78s.',
      1_780,
    ],
    ['Rate limit reached. Please try again in 7m12s. Visit the page.', 432_000],
    ['Requests have exceeded the rate limit. Please retry after 24 seconds.', 24_000],
    ['Please try again later.', undefined],
    [`${'a '.repeat(2_000)} try again in 1s`, undefined],
  ])('where no field tells the wait, the message may: %.40s', (message, waitMs) => {
    expect(refusalOf(429, openAiError('rate_limit_exceeded', 'tokens', message))?.retryAfterMs).toBe(waitMs)
  })
})

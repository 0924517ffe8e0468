import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { ConfigError } from '../errors.js'
import { readQuota } from './quota-shorthand.js'

const sliding = (windowMs: number, text: string) => ({ kind: 'sliding', windowMs, text })
const calendar = (period: string) => ({ kind: 'calendar', period })

describe('the shorthand of quotas', () => {
  it.each([
    ['10 requests / second', 'requests', 10, sliding(1_000, 'second')],
    ['60 requests / minute', 'requests', 60, sliding(60_000, 'minute')],
    ['100k tokens / hour', 'tokens', 100_000, sliding(3_600_000, 'hour')],
    ['1.5k tokens / hour', 'tokens', 1_500, sliding(3_600_000, 'hour')],
    ['2.5M input tokens / minute', 'inputTokens', 2_500_000, sliding(60_000, 'minute')],
    ['30 output tokens / 5 minutes', 'outputTokens', 30, sliding(300_000, '5-minutes')],
    ['10 requests / 1 minutes', 'requests', 10, sliding(60_000, '1-minutes')],
    ['10 requests / 90 seconds', 'requests', 10, sliding(90_000, '90-seconds')],
    ['10 requests / 6 hours', 'requests', 10, sliding(21_600_000, '6-hours')],
    ['3 requests / day', 'requests', 3, calendar('day')],
    ['1M tokens / week', 'tokens', 1_000_000, calendar('week')],
    ['5M output tokens / month', 'outputTokens', 5_000_000, calendar('month')],
    ['$0.50 / month', 'nanoUsd', 500_000_000, calendar('month')],
    ['$1 / minute', 'nanoUsd', 1_000_000_000, calendar('minute')],
    ['$0.000000001 / day', 'nanoUsd', 1, calendar('day')],
    ['4 concurrent', 'concurrency', 4, { kind: 'none' }],
  ])(`reads '%s'`, (text, unit, amount, window) => {
    expect(readQuota(text)).toMatchObject({
      unit,
      amount,
      window,
      ...(unit === 'requests' ? { burst: undefined } : {}),
    })
  })

  it.each([
    ['10k tokens / minute, burst 20k', 10_000, 20_000, 60_000],
    ['1 requests / second, burst 5', 1, 5, 1_000],
    ['10k tokens / day, burst 2.5k', 10_000, 2_500, 86_400_000],
    ['10k tokens / month, burst 1M', 10_000, 1_000_000, 2_592_000_000],
  ])(`takes '%s' for a bucket, over any window`, (text, amount, burst, windowMs) => {
    expect(readQuota(text)).toMatchObject({ amount, burst, window: { kind: 'sliding', windowMs } })
  })

  it.each([
    '',
    '10',
    'requests',
    '10 request / minute',
    '10 requests / minutes',
    '10 requests / 5 minute',
    '10 requests / min',
    '10 requests per minute',
    '10 requests/minute',
    ' 10 requests / minute',
    '10 requests / minute\n',
    '10 Requests / minute',
    '-10 requests / minute',
    '+10 requests / minute',
    '1e3 tokens / hour',
    'NaN tokens / hour',
    'Infinity tokens / hour',
    '0x10 tokens / hour',
    '10K tokens / hour',
    '10 m tokens / hour',
    '1,000 tokens / hour',
    '10 requests / 0 minutes',
    '10 requests / 2 days',
    '10 requests / 2 weeks, burst 5',
    '10 requests / year',
    '10 requests / minute, burst',
    '10 requests / minute, burst -1',
    '$1',
    '$-1 / day',
    '$1 / second',
    '$1 / 5 minutes',
    '$1 / day, burst 2',
    '€1 / day',
    '1.5 concurrent',
    '4 concurrent / minute',
  ])(`refuses '%s', naming it and the forms there are`, (text) => {
    expect(() => readQuota(text)).toThrow(ConfigError)
    expect(() => readQuota(text)).toThrow(`Quota '${text}' cannot be read. Write it like '60 requests / minute'`)
  })

  it.each(['0.5 requests / minute', '1.0005k tokens / hour', '10 tokens / minute, burst 0.5'])(
    `refuses '%s': a unit is never divided`,
    (text) => {
      expect(() => readQuota(text)).toThrow(`Quota '${text}' is not a whole number of units.`)
    },
  )

  it('reads back every whole amount in thousands, with any of its suffixes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4_000_000_000 }), (amount) => {
        expect(readQuota(`${amount} tokens / hour`).amount).toBe(amount)
        expect(readQuota(`${(amount / 1_000).toFixed(3)}k tokens / hour`).amount).toBe(amount)
        expect(readQuota(`${(amount / 1e6).toFixed(6)}M tokens / hour`).amount).toBe(amount)
        expect(
          readQuota(`$${Math.min(999, amount % 1000)}.${String(amount % 1e9).padStart(9, '0')} / day`).amount,
        ).toBe((amount % 1000) * 1e9 + (amount % 1e9))
      }),
    )
  })

  it('never answers anything but a quota or a ConfigError', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          readQuota(text)
        } catch (cause) {
          expect(cause).toBeInstanceOf(ConfigError)
        }
      }),
    )
  })
})

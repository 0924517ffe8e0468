import { describe, expect, it } from '@jest/globals'
import type { ProviderLimit } from '@llm-limit/providers'
import { DAY_MS, knownLimits, MINUTE_MS } from './known-limits.js'

const told = (limit: number | undefined, windowMs?: number): ProviderLimit => ({
  unit: 'tokens',
  windowMs,
  limit,
  remaining: undefined,
  resetMs: undefined,
})

describe('the limits that are known of a key and model', () => {
  it('are the smaller of several that one answer tells, and those of the last answer', () => {
    const known = knownLimits([])
    known.learn([told(900), told(200), told(400)])
    expect(known.amountOf('tokens', MINUTE_MS)).toBe(200)
    known.learn([told(700), told(800)])
    expect(known.amountOf('tokens', MINUTE_MS)).toBe(700)
    known.learn([])
    expect(known.amountOf('tokens', MINUTE_MS)).toBe(700)
  })

  it('are what was declared, whatever is told', () => {
    const known = knownLimits([{ unit: 'tokens', windowMs: MINUTE_MS, amount: 500 }])
    known.learn([told(100), told(3_000, DAY_MS)])
    expect(known.amountOf('tokens', MINUTE_MS)).toBe(500)
    expect(known.amountOf('tokens', DAY_MS)).toBe(3_000)
    expect(known.amountOf('requests', MINUTE_MS)).toBeUndefined()
  })

  it.each([undefined, 0, Number.NaN])('are not %p', (limit) => {
    const known = knownLimits([])
    known.learn([told(limit)])
    expect(known.amountOf('tokens', MINUTE_MS)).toBeUndefined()
  })
})

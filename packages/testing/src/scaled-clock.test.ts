import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { scaledClock } from './scaled-clock.js'

describe('scaled clock', () => {
  it('runs as many times faster than real time as asked', async () => {
    const clock = scaledClock(1_000, 50_000)
    const outerStart = performance.now()
    const start = clock.now()
    const innerStart = performance.now()
    await sleep(30)
    const inner = performance.now() - innerStart
    const shown = clock.now() - start
    const outer = performance.now() - outerStart
    expect(start).toBeGreaterThanOrEqual(50_000)
    expect(shown).toBeGreaterThan(inner * 1_000 - 2)
    expect(shown).toBeLessThan(outer * 1_000 + 2)
  })

  it('fires a timer when it shows the moment, never before', async () => {
    const clock = scaledClock(100, 0)
    const due = clock.now() + 2_500
    const firedAt = await new Promise<number>((resolve) => {
      clock.setTimer(() => resolve(clock.now()), 2_500)
    })
    expect(firedAt).toBeGreaterThanOrEqual(due)
  })

  it('does not fire a timer of a year at once, and cancels it', async () => {
    const clock = scaledClock(1)
    let fired = false
    const cancel = clock.setTimer(() => {
      fired = true
    }, 365 * 86_400_000)
    await sleep(20)
    expect(fired).toBe(false)
    cancel()
  })

  it('refuses a factor that is not above zero', () => {
    for (const factor of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => scaledClock(factor)).toThrow(RangeError)
  })
})

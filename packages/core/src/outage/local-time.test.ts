import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import { LATE_MS } from '../store/store.js'
import { localTime } from './local-time.js'

describe('the time by which a process counts on its own', () => {
  it.each([3_600_000, -3_600_000])('goes on as before when the time of day is moved by %i ms', (byMs) => {
    const clock = fakeClock()
    const time = localTime(clock)
    const start = time.now()
    clock.advance(1_000)
    clock.set(clock.now() + byMs)
    expect(time.now()).toBe(start + 1_000)
  })

  it('is the time of day again when nobody has looked for long', () => {
    const clock = fakeClock()
    const time = localTime(clock)
    time.now()
    clock.set(clock.now() + 3_600_000)
    clock.advance(LATE_MS + 1)
    expect(time.now()).toBe(clock.now())
  })
})

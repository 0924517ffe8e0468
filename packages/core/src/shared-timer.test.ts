import { describe, expect, it } from '@jest/globals'
import type { Clock } from './clock.js'
import { sharedTimer } from './shared-timer.js'

/** A clock whose timers went with their request. */
function deaf(isPerRequest: boolean) {
  let time = 0
  const clock: Clock = { now: () => time, setTimer: () => () => {}, isPerRequest }
  let fired = 0
  const timer = sharedTimer(clock, () => {
    fired += 1
  })
  const later = (ms: number): void => {
    time += ms
  }
  return { timer, fired: () => fired, later }
}

describe('a shared timer', () => {
  it('has its work done by whoever comes when it is long overdue, once', () => {
    const { timer, fired, later } = deaf(true)
    timer.set(500)
    later(1_499)
    timer.check()
    timer.set(500)
    expect(fired()).toBe(0)
    later(1)
    timer.check()
    timer.check()
    expect(fired()).toBe(1)
    later(10_000)
    timer.check()
    expect(fired()).toBe(1)
  })

  it('is late, and no more, where timers belong to the process', () => {
    const { timer, fired, later } = deaf(false)
    timer.set(500)
    later(60_000)
    timer.check()
    expect(fired()).toBe(0)
  })
})

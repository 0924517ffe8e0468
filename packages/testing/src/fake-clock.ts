import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '@llm-limit/core'

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Lets `ms` pass: fires what falls due, in order, each at its own moment; timers set meanwhile included. */
  advance(ms: number): void
  /** Like `advance`, and lets promises and sockets go on after every timer. */
  advanceAsync(ms: number): Promise<void>
  /** Moves the time of day, forwards or back, as a time correction does: no timer fires, each keeps the delay it had left. */
  set(ms: number): void
  /** Timers that wait. */
  readonly pending: number
}

interface Timer {
  readonly due: number
  readonly fire: () => void
}

/** @param startMs default: noon, 15 June 2026, UTC. */
export function fakeClock(startMs: number = Date.UTC(2026, 5, 15, 12)): FakeClock {
  const timers = new Set<Timer>()
  let dayMs = requireFinite('startMs', startMs)
  let passedMs = 0

  /** Never back: a timer may have advanced the clock itself. */
  function moveTo(passed: number): void {
    dayMs += Math.max(0, passed - passedMs)
    passedMs = Math.max(passedMs, passed)
  }

  function fireNext(endMs: number): boolean {
    const timer = earliest(timers, endMs)
    if (timer === undefined) return false
    timers.delete(timer)
    moveTo(timer.due)
    timer.fire()
    return true
  }

  function endOf(ms: number): number {
    if (!(ms >= 0)) throw new RangeError(`A clock advances by 0 ms or more, not by ${ms}; use set() to move it back.`)
    return passedMs + requireFinite('ms', ms)
  }

  return {
    now: () => dayMs,
    steady: () => passedMs,
    setTimer(fire, delayMs) {
      const timer = { due: passedMs + Math.max(0, requireFinite('delayMs', delayMs)), fire }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    advance(ms) {
      const endMs = endOf(ms)
      let more = true
      while (more) more = fireNext(endMs)
      moveTo(endMs)
    },
    async advanceAsync(ms) {
      const endMs = endOf(ms)
      let more = true
      while (more) {
        await nextTurn()
        more = fireNext(endMs)
      }
      moveTo(endMs)
      await nextTurn()
    },
    set(ms) {
      dayMs = requireFinite('ms', ms)
    },
    get pending() {
      return timers.size
    },
  }
}

/** Of two that are due at once, the one set first. */
function earliest(timers: Iterable<Timer>, endMs: number): Timer | undefined {
  let first: Timer | undefined
  for (const timer of timers) {
    if (timer.due <= endMs && (first === undefined || timer.due < first.due)) first = timer
  }
  return first
}

/** A real clock would fire at once on NaN; a test should hear of it. */
function requireFinite(name: string, ms: number): number {
  if (!Number.isFinite(ms)) throw new RangeError(`${name} is ${ms}, and must be a finite number of milliseconds.`)
  return ms
}

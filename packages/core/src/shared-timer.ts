import { type Clock, steadyMs } from './clock.js'

/** One that is late by so much went with its request. */
const OVERDUE_MS = 1_000

/** One timer for the work of many requests. Where it can go with the request that set it, whoever comes next does what it was to do. */
export interface SharedTimer {
  /** Unless it is set already. */
  set(delayMs: number): void
  /** Fires now when it should have fired long ago. */
  check(): void
  cancel(): void
}

export function sharedTimer(clock: Clock, fire: () => void): SharedTimer {
  let cancelTimer: (() => void) | undefined
  let dueAt = Number.POSITIVE_INFINITY

  function cancel(): void {
    cancelTimer?.()
    cancelTimer = undefined
    dueAt = Number.POSITIVE_INFINITY
  }

  function fireNow(): void {
    cancel()
    fire()
  }

  function check(): void {
    if (clock.isPerRequest === true && steadyMs(clock) >= dueAt + OVERDUE_MS) fireNow()
  }

  return {
    set(delayMs) {
      check()
      if (cancelTimer !== undefined) return
      dueAt = steadyMs(clock) + delayMs
      cancelTimer = clock.setTimer(fireNow, delayMs)
    },
    check,
    cancel,
  }
}

import type { Clock } from '@llm-limit/core'

/** `setTimeout` fires at once above this. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/**
 * Real time, running `factor` times faster: `scaledClock(75)` shows an hour in 48 seconds. Monotonic.
 * @param startMs what it shows first; default: the real time.
 */
export function scaledClock(factor: number, startMs: number = Date.now()): Clock {
  if (!(factor > 0 && Number.isFinite(factor))) throw new RangeError(`factor is ${factor}, and must be above 0.`)
  const origin = performance.now()
  const now = (): number => Math.floor(startMs + (performance.now() - origin) * factor)

  return {
    now,
    setTimer(fire, delayMs) {
      const due = now() + Math.max(0, delayMs)
      let timeout: NodeJS.Timeout
      /** Looks again after waking: a timeout may come a moment early, and a very long one is taken in parts. */
      function sleep(): void {
        timeout = setTimeout(wake, Math.min(Math.ceil((due - now()) / factor), LONGEST_TIMEOUT_MS))
        timeout.unref()
      }
      function wake(): void {
        if (now() < due) sleep()
        else fire()
      }
      sleep()
      return () => clearTimeout(timeout)
    },
  }
}

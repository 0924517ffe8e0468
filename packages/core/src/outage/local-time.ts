import { type Clock, steadyMs } from '../clock.js'
import { LATE_MS } from '../store/store.js'

/**
 * The time of day as it was when this process began to count by it: a correction of the clock neither ends what runs nor gives it more
 * time. Read anew when nobody has looked for as long as anything may be late.
 */
export function localTime(clock: Clock): Clock {
  let aheadMs = 0
  let readAt = Number.NEGATIVE_INFINITY

  return {
    now() {
      const at = steadyMs(clock)
      if (at - readAt > LATE_MS) aheadMs = clock.now() - at
      readAt = at
      return at + aheadMs
    },
    setTimer: (fire, delayMs) => clock.setTimer(fire, delayMs),
  }
}

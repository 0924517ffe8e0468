import type { Clock } from '@llm-limit/core'
import type { MaybePromise } from './go-on.js'

/** Waits before the first byte; ends early, with false, when the request dies. */
export function wait(clock: Clock, delayMs: number, whenDead: (die: () => void) => void): MaybePromise<boolean> {
  if (delayMs <= 0) return true
  return new Promise((resolve) => {
    const cancel = clock.setTimer(() => resolve(true), delayMs)
    whenDead(() => {
      cancel()
      resolve(false)
    })
  })
}

import type { Timeline } from './timeline.js'

const READY = Promise.resolve()

/**
 * Runs events until `isOver` or until time has come to `untilUs`. Between two events all promises go on as far as they can: a
 * tick that is asked for by a promise comes when no promise has anything left to do, and without a turn of the loop.
 */
export function runEvents(timeline: Timeline, untilUs: number, isOver: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const later = (): void => process.nextTick(step)
    const step = (): void => {
      try {
        if (isOver() || !timeline.runNext(untilUs)) resolve()
        else void READY.then(later)
      } catch (cause) {
        reject(cause)
      }
    }
    void READY.then(later)
  })
}

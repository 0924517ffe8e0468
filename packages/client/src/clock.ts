/** How time enters. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Runs `fire` once after `delayMs`; the returned function cancels it. */
  setTimer(fire: () => void, delayMs: number): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(fire, delayMs) {
    const timer = setTimeout(fire, delayMs)
    return () => clearTimeout(timer)
  },
}

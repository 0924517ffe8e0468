/** The only way time enters. Shared stores decide by their own clock; this one paces timers and process-local state. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Milliseconds from any beginning, whole ones, for how long something lasts: no correction of the time of day moves it. Default: `now`. */
  steady?(): number
  /** Runs `fire` once after `delayMs`; the returned function cancels it. Never keeps a process alive. */
  setTimer(fire: () => void, delayMs: number): () => void
  /** A timer goes with the request that set it, as on Cloudflare Workers: what serves several requests cannot rely on one. Default: false. */
  readonly isPerRequest?: boolean | undefined
}

/** What to measure durations by. */
export function steadyMs(clock: Clock): number {
  return clock.steady?.() ?? clock.now()
}

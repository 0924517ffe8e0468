/** The only way time enters. Shared stores decide by their own clock; this one paces timers and process-local state. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Runs `fire` once after `delayMs`; the returned function cancels it. Never keeps a process alive. */
  setTimer(fire: () => void, delayMs: number): () => void
}

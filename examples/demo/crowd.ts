import { SPEED } from './hour.js'
import { rankOf } from './users.js'

/** From a moment of the trace on, only every n-th user was there. */
export interface Thinning {
  /** After the first call. */
  readonly atMs: number
  readonly every: number
  /** How late the call was, in real time, that made half of the users stay at home. */
  readonly lateMs: number
}

/** Whose calls are made. All users', unless the machine cannot keep up. */
export interface Crowd {
  has(user: string): boolean
  /** A call, due at `atMs`, has left `lateMs` of real time later. When that is too late, half of the users stay at home from now on. */
  left(atMs: number, lateMs: number): void
  readonly thinned: readonly Thinning[]
}

/** Beyond this calls only queue up: it would no longer be the hour that is replayed, but a slow one. */
const MOST_LATE_MS = 4_000
/** Real time until half of the users have made a difference. */
const PATIENCE_MS = 5_000

export function crowd(): Crowd {
  const thinned: Thinning[] = []
  let every = 1
  return {
    thinned,
    has: (user) => rankOf(user) % every === 0,
    left(atMs, lateMs) {
      const before = thinned.at(-1)
      const tooSoon = before !== undefined && atMs < before.atMs + PATIENCE_MS * SPEED
      if (tooSoon || lateMs < Math.max(MOST_LATE_MS, before?.lateMs ?? 0)) return
      every *= 2
      thinned.push({ atMs: Math.round(atMs + lateMs * SPEED), every, lateMs })
    },
  }
}

/** What happens now to everything that passes. */
export interface Conditions {
  isHeld: boolean
  /** Added on the way of a reply. */
  latencyMs: number
  /** How a reply is cut into pieces. */
  dribble: Dribble | undefined
  /** So many more bytes of replies pass, of all connections together; then one is reset. */
  bytesToCut: number
  drop: ReplyDrop | undefined
}

/** Pieces of a reply, and the time between them. */
export interface Dribble {
  readonly bytes: number
  readonly everyMs: number
}

/** Replies to be lost. */
export interface ReplyDrop {
  left: number
  /** Only those to requests with this text. */
  readonly to: string | undefined
  readonly thenCut: boolean
}

/** Conditions that change while connections wait. */
export interface Network {
  readonly now: Conditions
  change(conditions: Partial<Conditions>): void
  /** Settles at the next change, or after `ms`. */
  changed(ms: number): Promise<void>
}

/** A network that only passes on. */
export const PLAIN: Readonly<Conditions> = {
  isHeld: false,
  latencyMs: 0,
  dribble: undefined,
  bytesToCut: Number.POSITIVE_INFINITY,
  drop: undefined,
}

export function plainNetwork(): Network {
  const now = { ...PLAIN }
  const waiting = new Set<() => void>()
  return {
    now,
    change(conditions) {
      Object.assign(now, conditions)
      for (const resume of waiting) resume()
    },
    changed: (ms) =>
      new Promise((resolve) => {
        const timer = Number.isFinite(ms) ? setTimeout(resume, ms) : undefined
        function resume(): void {
          clearTimeout(timer)
          waiting.delete(resume)
          resolve()
        }
        waiting.add(resume)
      }),
  }
}

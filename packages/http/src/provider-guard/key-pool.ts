import type { Clock } from '@llm-limit/core'
import type { Demand } from './demand.js'
import { fairQueue, type Waiting } from './fair-queue.js'
import type { KeyState } from './key-state.js'
import type { Place } from './provider-counter.js'

/** More would wait longer than anybody waits. */
const MOST_WAITING = 10_000

/** Latest to wake, as a share of the wait. */
const LATEST = 0.05

/** What was taken by others may be given back sooner. */
const MOST_SLEEP_MS = 5_000
const NOTHING_USED: Demand = { requests: 0, tokens: 0, inputTokens: 0, outputTokens: 0 }

/** Leave to send one call. */
export interface Leave {
  readonly key: KeyState
  readonly place: Place
}

/** How long to come back after. */
export interface TooLong {
  readonly retryAfterMs: number
}

export interface KeyPoolOptions {
  readonly clock: Clock
  readonly random: () => number
  readonly keys: readonly KeyState[]
  readonly weightOf: (user: string) => number
  readonly maxWaitMs: number
}

interface Turn extends Waiting {
  readonly demand: Demand
  readonly isFinal: boolean
  end(leave: Leave | TooLong): void
  fail(cause: unknown): void
}

/** All keys for one model, and those of this process who wait for one of them. */
export class KeyPool {
  readonly #options: KeyPoolOptions
  readonly #queue
  #isServing = false
  #cancelWake: (() => void) | undefined

  constructor(options: KeyPoolOptions) {
    this.#options = options
    this.#queue = fairQueue<Turn>(options.weightOf)
  }

  /** Waits for a place, fairly. @throws what the signal says when it aborts. */
  take(user: string, demand: Demand, isFinal: boolean, signal: AbortSignal | undefined): Promise<Leave | TooLong> {
    const { clock, maxWaitMs } = this.#options
    signal?.throwIfAborted()
    const waitMs = this.#freeIn()
    if (waitMs > maxWaitMs || this.#queue.length >= MOST_WAITING) return Promise.resolve({ retryAfterMs: waitMs })
    return new Promise((resolve, reject) => {
      const over = (): void => {
        stopWaiting()
        signal?.removeEventListener('abort', left)
      }
      const turn: Turn = {
        user,
        demand,
        isFinal,
        cost: demand.tokens,
        end(leave) {
          over()
          resolve(leave)
        },
        fail(cause) {
          over()
          reject(cause)
        },
      }
      const left = (): void => {
        this.#queue.remove(turn, false)
        turn.fail(signal?.reason)
      }
      const stopWaiting = clock.setTimer(() => {
        this.#queue.remove(turn, false)
        turn.end({ retryAfterMs: Math.max(1, this.#freeIn()) })
      }, maxWaitMs)
      signal?.addEventListener('abort', left)
      this.#queue.add(turn)
      if (this.#cancelWake === undefined) void this.#serve()
    })
  }

  /** Serves those who wait, in turn, until no key has room. */
  async #serve(): Promise<void> {
    if (this.#isServing) return
    this.#isServing = true
    try {
      for (let turn = this.#queue.first(); turn !== undefined; turn = this.#queue.first())
        if (!(await this.#serveOne(turn))) return this.#wakeIn(this.#freeIn())
    } finally {
      this.#isServing = false
    }
  }

  async #serveOne(turn: Turn): Promise<boolean> {
    try {
      const leave = await this.#leaveFor(turn)
      if (leave === undefined) return false
      // Whoever left meanwhile has used nothing.
      if (!this.#queue.remove(turn, true)) await leave.place.correct(NOTHING_USED)
      turn.end(leave)
    } catch (cause) {
      this.#queue.remove(turn, false)
      turn.fail(cause)
    }
    return true
  }

  /** From the key that has been free for longest. */
  async #leaveFor({ user, demand, isFinal }: Turn): Promise<Leave | undefined> {
    const now = this.#options.clock.now()
    const free = this.#options.keys.filter(({ freeAt }) => freeAt <= now).sort((a, b) => a.freeAt - b.freeAt)
    for (const key of free) {
      const place = await key.take(user, demand, isFinal)
      if (place !== undefined) return { key, place }
    }
    return undefined
  }

  #freeIn(): number {
    return Math.max(0, Math.min(...this.#options.keys.map(({ freeAt }) => freeAt)) - this.#options.clock.now())
  }

  /**
   * All processes know the moment. They race for it, each as fast as there are users who wait in it: an exponential time of that rate
   * is the shortest with a probability of its share, so that users are served alike, wherever they wait.
   */
  #wakeIn(delayMs: number): void {
    const { clock, random } = this.#options
    const late = Math.min(1, -Math.log(1 - random()) / Math.max(1, this.#queue.users))
    this.#cancelWake = clock.setTimer(
      () => {
        this.#cancelWake = undefined
        void this.#serve()
      },
      Math.max(1, Math.min(MOST_SLEEP_MS, Math.ceil(delayMs * (1 + LATEST * late)))),
    )
  }
}

import type { Clock } from '@llm-limit/core'
import type { Demand } from './demand.js'
import type { RefusalReason } from './events.js'
import { fairQueue, type Waiting } from './fair-queue.js'
import { bestPace, type Forecast, forecastOf, NO_FORECAST } from './forecast.js'
import type { Counted } from './provider-counter.js'
import type { ProviderKey } from './provider-key.js'

/** More would wait longer than anybody waits. */
const MOST_WAITING = 10_000
/** Latest to wake, as a share of the wait. */
const LATEST = 0.05
/** What was taken by others may be given back sooner, and whoever is first now may need less room. */
const MOST_SLEEP_MS = 5_000
const NOTHING_USED: Demand = { requests: 0, tokens: 0, inputTokens: 0, outputTokens: 0 }

/** A call that may be sent. */
export interface Passed {
  readonly isPassed: true
  readonly key: ProviderKey
  readonly counted: Counted
  /** For room; the time that the store took to answer is no wait. */
  readonly waitedMs: number
}

/** A call that would not get through before its deadline. */
export interface TurnedBack {
  readonly isPassed: false
  readonly reason: RefusalReason
  readonly waitedMs: number
  readonly retryAfterMs: number
}

export interface Caller {
  readonly user: string
  readonly demand: Demand
  /** The demand will not be corrected. */
  readonly isFinal: boolean
  /** By `now`. */
  readonly deadline: number
  readonly signal: AbortSignal | undefined
}

export interface GateOptions {
  readonly keys: readonly ProviderKey[]
  readonly weightOf: (user: string) => number
  readonly now: () => number
  readonly setTimer: Clock['setTimer']
  /** For what a caller awaits. */
  readonly setDeadline: Clock['setTimer']
  readonly random: () => number
}

interface Waiter extends Waiting, Caller {
  readonly since: number
  /** Openings that were waited for when it came. */
  readonly openings: number
  end(outcome: Passed | TurnedBack): void
}

/** Where the calls of this process for one model wait until one of its keys has room. */
export class Gate {
  readonly #options: GateOptions
  readonly #queue
  /** The one that the store is asked for just now. */
  #asking: Waiter | undefined
  #isServing = false
  #cancelWake: (() => void) | undefined
  #openings = 0
  #forecast: Forecast = NO_FORECAST

  constructor(options: GateOptions) {
    this.#options = options
    this.#queue = fairQueue<Waiter>(options.weightOf)
  }

  /** How many there are. */
  get keys(): number {
    return this.#options.keys.length
  }

  /** Whether a key does not rest. */
  get hasAwakeKey(): boolean {
    return this.#restMs() === 0
  }

  /** The store said that there is no room. */
  get #isBlocked(): boolean {
    return this.#cancelWake !== undefined
  }

  /** Waits for room, fairly. @throws what the signal says when it aborts. */
  enter(caller: Caller): Promise<Passed | TurnedBack> {
    const { now, setDeadline } = this.#options
    const { user, demand, deadline, signal } = caller
    signal?.throwIfAborted()
    const since = now()
    if (this.#isBlocked) this.#sortOut()
    const leastMs = this.#leastWaitMs(user)
    if (this.#queue.length >= MOST_WAITING || (leastMs > 0 && since + leastMs > deadline))
      return Promise.resolve(this.#turnBack(user, since))
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        ...caller,
        since,
        openings: this.#isBlocked ? -1 : this.#openings,
        cost: Math.max(1, demand.tokens),
        end(outcome) {
          stopTimer()
          signal?.removeEventListener('abort', abort)
          resolve(outcome)
        },
      }
      const abort = (): void => {
        this.#queue.remove(waiter, false)
        stopTimer()
        reject(signal?.reason)
      }
      // A store that is asked just now may still say yes.
      const late = (): void => {
        if (this.#asking !== waiter) this.#giveUp(waiter)
      }
      const stopTimer = setDeadline(late, Math.max(0, deadline - since))
      signal?.addEventListener('abort', abort, { once: true })
      this.#queue.add(waiter)
      if (!this.#isBlocked) void this.#serve()
    })
  }

  /** Serves those who wait, in turn, until no key has room. */
  async #serve(): Promise<void> {
    if (this.#isServing) return
    this.#isServing = true
    try {
      for (let waiter = this.#queue.first(); waiter !== undefined; waiter = this.#queue.first()) {
        this.#asking = waiter
        const passed = await this.#passOf(waiter)
        this.#asking = undefined
        if (typeof passed !== 'number') await this.#letIn(waiter, passed)
        else if (this.#options.now() + passed > waiter.deadline) this.#giveUp(waiter, passed)
        else return this.#wakeIn(passed)
      }
    } finally {
      this.#isServing = false
    }
  }

  async #letIn(waiter: Waiter, passed: Passed): Promise<void> {
    // Whoever left meanwhile has used nothing.
    if (!this.#queue.remove(waiter, true)) await passed.counted.correct(NOTHING_USED)
    waiter.end(passed)
  }

  #giveUp(waiter: Waiter, roomInMs = 0): void {
    if (!this.#queue.remove(waiter, false)) return
    waiter.end(this.#turnBack(waiter.user, waiter.since, roomInMs))
  }

  /** With the key that has had room for longest. @returns the ms until there may be room. */
  async #passOf({ demand, isFinal, since, openings }: Waiter): Promise<Passed | number> {
    let roomInMs = Number.POSITIVE_INFINITY
    for (const key of [...this.#options.keys].sort((a, b) => a.openAt - b.openAt)) {
      const counted = await key.take(demand, isFinal)
      const waitedMs = openings === this.#openings ? 0 : this.#options.now() - since
      if (typeof counted !== 'number') return { isPassed: true, key, counted, waitedMs }
      roomInMs = Math.min(roomInMs, counted)
    }
    return roomInMs
  }

  /** @param roomInMs As the store said. */
  #turnBack(user: string, since: number, roomInMs = 0): TurnedBack {
    const restMs = this.#restMs()
    const resting = this.#options.keys.find((key) => key.restMs === restMs)
    return {
      isPassed: false,
      reason: restMs > 0 && resting !== undefined ? resting.restsFor : 'limit',
      waitedMs: this.#options.now() - since,
      retryAfterMs: Math.max(1, roomInMs, this.#leastWaitMs(user)),
    }
  }

  /** Nobody who comes now gets in sooner: his key rests, or others wait already. */
  #leastWaitMs(user: string): number {
    if (!this.#isBlocked) return this.#restMs()
    return Math.max(this.#restMs(), this.#forecast.waitMs(this.#queue.startOf(user), this.#options.now()))
  }

  /** Those who have no chance hear so now. */
  #sortOut(): void {
    const now = this.#options.now()
    if (this.#forecast.isGoodFor(this.#queue.length, now)) return
    const { forecast, hopeless } = forecastOf(this.#queue.inTurn(), now, bestPace(this.#options.keys))
    this.#forecast = forecast
    for (const waiter of hopeless) if (waiter !== this.#asking) this.#giveUp(waiter)
  }

  #restMs(): number {
    return Math.min(...this.#options.keys.map(({ restMs }) => restMs))
  }

  /**
   * All processes know the moment. They race for it, each as fast as there are users who wait in it: an exponential time of that rate
   * is the shortest with a probability of its share, so that users are served alike, wherever they wait.
   */
  #wakeIn(delayMs: number): void {
    const { setTimer, random } = this.#options
    this.#openings += 1
    const late = Math.min(1, -Math.log(1 - random()) / Math.max(1, this.#queue.users))
    this.#cancelWake = setTimer(
      () => {
        this.#cancelWake = undefined
        void this.#serve()
      },
      Math.max(1, Math.min(MOST_SLEEP_MS, Math.ceil(delayMs * (1 + LATEST * late)))),
    )
    this.#sortOut()
  }
}

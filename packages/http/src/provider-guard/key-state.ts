import type { Clock, Store } from '@llm-limit/core'
import type { ProviderLimits, ProviderRefusal } from '@llm-limit/providers'
import type { Demand } from './demand.js'
import { type KnownLimits, knownLimits, type Limit } from './limit-table.js'
import { type Place, providerCounter } from './provider-counter.js'

const FIRST_BACK_OFF_MS = 1_000
const MOST_BACK_OFF_MS = 60_000

export interface KeyStateOptions {
  readonly store: Store
  readonly clock: Clock
  /** Names the key and model in the store. */
  readonly name: string
  readonly declared: readonly Limit[]
  /** The key itself; undefined for the one that the client sends. */
  readonly secret: string | undefined
}

/** One key for one model: what is known of its limits, and how far they are used. */
export class KeyState {
  /** Nothing can be had before, by our clock. */
  freeAt = 0
  readonly secret: string | undefined
  readonly #clock: Clock
  readonly #known: KnownLimits
  readonly #counter: ReturnType<typeof providerCounter>
  #turnedAway = 0

  constructor({ store, clock, name, declared, secret }: KeyStateOptions) {
    this.secret = secret
    this.#clock = clock
    this.#known = knownLimits(declared)
    this.#counter = providerCounter({
      store,
      key: name,
      limits: () => this.#known.limits,
      newId: () => globalThis.crypto.randomUUID(),
      now: () => clock.now(),
    })
  }

  /** @param isFinal The demand will not be corrected. */
  async take(user: string, demand: Demand, isFinal: boolean): Promise<Place | undefined> {
    const taken = await this.#counter.take(user, demand, isFinal)
    if (typeof taken !== 'number') return taken
    this.freeAt = this.#clock.now() + taken
    return undefined
  }

  /** All processes leave the key alone for so long. */
  pause(user: string, pauseMs: number): Promise<void> {
    return this.#counter.pause(user, pauseMs)
  }

  /** Takes in what an answer told. @returns for how long the provider wants nothing more. */
  learn({ limits, refusal }: ProviderLimits): number {
    this.#known.learn(limits)
    if (refusal === undefined) {
      this.#turnedAway = 0
      return 0
    }
    const pauseMs = refusal.retryAfterMs ?? this.#backOffMs(refusal)
    this.#turnedAway += 1
    this.freeAt = this.#clock.now() + pauseMs
    return pauseMs
  }

  #backOffMs({ kind }: ProviderRefusal): number {
    if (kind === 'exhausted') return MOST_BACK_OFF_MS
    return Math.min(MOST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** this.#turnedAway)
  }
}

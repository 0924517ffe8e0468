import type { ProviderLimits, ProviderRefusal } from '@llm-limit/providers'
import type { Demand } from './demand.js'
import type { KnownLimits } from './known-limits.js'
import type { Counted, ProviderCounter } from './provider-counter.js'
import type { StoreLink } from './store-link.js'

const FIRST_BACK_OFF_MS = 1_000
const MOST_BACK_OFF_MS = 60_000
const UNCOUNTED: Counted = { correct: () => Promise.resolve() }

export interface ProviderKeyOptions {
  readonly known: KnownLimits
  readonly counter: ProviderCounter
  readonly viaStore: StoreLink
  readonly now: () => number
  /** The key itself; undefined for the one that the client sends. */
  readonly secret: string | undefined
}

/** One key for one model: what is known of its limits, how far they are used, and whether the provider wants it to rest. */
export class ProviderKey {
  readonly secret: string | undefined
  readonly known: KnownLimits
  /** When the store last said that there may be room. */
  openAt = 0
  /** Why it rests, or rested last. */
  restsFor: ProviderRefusal['kind'] = 'transient'
  readonly #options: ProviderKeyOptions
  #restsUntil = Number.NEGATIVE_INFINITY
  #rests = 0

  constructor(options: ProviderKeyOptions) {
    this.#options = options
    this.secret = options.secret
    this.known = options.known
  }

  /** For how long it still rests. */
  get restMs(): number {
    return Math.max(0, this.#restsUntil - this.#options.now())
  }

  /** Takes room for one call. @param isFinal The demand will not be corrected. @returns the ms until there may be room. */
  async take(demand: Demand, isFinal: boolean): Promise<Counted | number> {
    const { viaStore, counter, now } = this.#options
    if (this.restMs > 0) return this.restMs
    const taken = await viaStore(() => counter.take(demand, isFinal), UNCOUNTED)
    if (typeof taken === 'number') {
      this.openAt = now() + taken
      return taken
    }
    return { correct: (truth) => viaStore(() => taken.correct(truth), undefined) }
  }

  /** All processes leave the key alone for so long. */
  pause(pauseMs: number): Promise<void> {
    const { viaStore, counter } = this.#options
    return viaStore(() => counter.pause(pauseMs), undefined)
  }

  /** Takes in what an answer told. @returns for how long the provider wants nothing more. */
  learn({ limits, refusal }: ProviderLimits): number {
    this.known.learn(limits)
    if (refusal === undefined) {
      this.#rests = 0
      return 0
    }
    // Calls that were on their way together are turned away together: that is one rest.
    if (this.restMs === 0) this.#rests += 1
    const pauseMs = refusal.retryAfterMs ?? this.#backOffMs(refusal)
    this.restsFor = refusal.kind
    this.#restsUntil = Math.max(this.#restsUntil, this.#options.now() + pauseMs)
    return pauseMs
  }

  #backOffMs({ kind }: ProviderRefusal): number {
    if (kind === 'exhausted') return MOST_BACK_OFF_MS
    return Math.min(MOST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.max(0, this.#rests - 1))
  }
}

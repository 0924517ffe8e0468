import type {
  Admission,
  CallDecision,
  CallEstimate,
  Explanation,
  Limiter,
  Phase,
  QuotaStatus,
  Terms,
  Usage,
} from '@llm-limit/core'
import type { Recognised } from '@llm-limit/providers'
import { type Fetch, meteredFetchOf } from './metered-fetch.js'
import { usageIn } from './usage-in.js'

/** What a handler sees: `request.llm`, `ctx.state.llm`, or the last argument. */
export interface Llm {
  /** False where a request passes that is not guarded, such as a GET: nothing is counted then, nothing refused, and `fetch` changes nothing. */
  readonly isGuarded: boolean
  /** What to serve when the handler has a client of its own. A client with a metered fetch serves them by itself. */
  readonly terms: Terms
  readonly phase: Phase
  /** Whole percent of the tightest quota, this request included. */
  readonly percent: number
  readonly statuses: readonly QuotaStatus[]
  /** A fetch that meters the model calls of this request. */
  readonly fetch: Fetch
  /** The truth, once, for a client of one's own: our shape, or the usage object of a provider. An empty object changes nothing. */
  readonly settle: (usage: Usage | object) => void
  /** Asks for one model call more. */
  readonly reserve: (call: CallEstimate) => Promise<CallDecision>
  /** Why it came so. For logs and support. */
  readonly explain: () => Explanation
  readonly admission: Admission
}

/** What a guard made of a request. */
export interface Made {
  readonly limiter: Limiter
  readonly found: Recognised | undefined
}

/** A class, so that a request which uses little of it pays for little: each member is made when it is asked for, and works on its own. */
export class RequestLlm implements Llm {
  readonly admission: Admission
  readonly #made: Made | undefined

  constructor(admission: Admission, made: Made | undefined) {
    this.admission = admission
    this.#made = made
  }

  /** @returns undefined for an Llm that another copy of this package made. */
  static madeOf(llm: Llm): Made | undefined {
    return #made in llm ? llm.#made : undefined
  }

  get isGuarded(): boolean {
    return this.#made !== undefined
  }

  get terms(): Terms {
    return this.admission.terms
  }

  get phase(): Phase {
    return this.admission.phase
  }

  get percent(): number {
    return this.admission.percent
  }

  get statuses(): readonly QuotaStatus[] {
    return this.admission.statuses
  }

  get fetch(): Fetch {
    return meteredFetchOf(this.admission)
  }

  get settle(): Llm['settle'] {
    return (usage) => void this.admission.settle(usageIn(usage))
  }

  get reserve(): Llm['reserve'] {
    return (call) => this.admission.reserve(call)
  }

  get explain(): Llm['explain'] {
    return () => this.admission.explain()
  }
}

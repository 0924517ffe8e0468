import type {
  Admission,
  CallDecision,
  CallEstimate,
  Explanation,
  Phase,
  QuotaStatus,
  Terms,
  Usage,
} from '@llm-limit/core'
import { type Fetch, meteredFetchOf } from './metered-fetch.js'
import { usageIn } from './usage-in.js'

/** What a guarded handler sees: `request.llm`, `ctx.state.llm`, or the last argument. */
export interface Llm {
  /** What to serve when the handler has a client of its own. A client with a metered fetch serves them by itself. */
  readonly terms: Terms
  readonly phase: Phase
  /** Whole percent of the tightest quota, this request included. */
  readonly percent: number
  readonly statuses: readonly QuotaStatus[]
  /** A fetch that meters the model calls of this request. */
  readonly fetch: Fetch
  /** The truth, once, for a client of one's own: our shape, or the usage object of a provider. An empty object changes nothing. */
  settle(usage: Usage | object): void
  /** Asks for one model call more. */
  reserve(call: CallEstimate): Promise<CallDecision>
  /** Why it came so. For logs and support. */
  explain(): Explanation
  readonly admission: Admission
}

export function llmOf(admission: Admission): Llm {
  return {
    admission,
    get terms() {
      return admission.terms
    },
    get phase() {
      return admission.phase
    },
    get percent() {
      return admission.percent
    },
    get statuses() {
      return admission.statuses
    },
    fetch: meteredFetchOf(admission),
    settle(usage) {
      void admission.settle(usageIn(usage))
    },
    reserve: (call) => admission.reserve(call),
    explain: () => admission.explain(),
  }
}

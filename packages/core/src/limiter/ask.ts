import type { MeasuredCall } from '../policy/measured-call.js'
import type { Plan } from '../policy/plan.js'
import type { CallOffers } from './offers.js'
import type { SubjectIds } from './subject-keys.js'

/** One request on its way to the store. */
export interface Ask {
  readonly plan: Plan
  readonly ids: SubjectIds
  readonly call: MeasuredCall
  readonly offers: CallOffers
  readonly id: string
  /** The id was made here and not given by the caller, who may ask with it again. */
  readonly isFresh: boolean
  readonly fingerprint: number | undefined
  /** The policy refuses, though the mode may not. */
  readonly isRefused: boolean
}

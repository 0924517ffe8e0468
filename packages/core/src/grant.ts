import type { MeasuredCall, PricedOffer } from './offers.js'
import type { Plan } from './plan.js'
import type { Granted, Reservation } from './store.js'
import type { SubjectIds } from './subject-keys.js'

/** What a request was granted, and what it had asked for. */
export interface Grant {
  readonly plan: Plan
  readonly ids: SubjectIds
  readonly call: MeasuredCall
  readonly reservation: Reservation
  readonly granted: Granted
  readonly offer: PricedOffer
}

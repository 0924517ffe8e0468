import type { Closed, Granted, OutsidePeriods, Refused } from '@llm-limit/core'
import type { Fit } from './fit.js'
import type { Grant, Lease } from './reference-record.js'
import { usedIn, type View } from './view.js'

/** `Refused` without the records, which are each store's own. */
export type ReferenceRefused = Omit<Refused, 'records'>

export type ReferenceReply = Granted | ReferenceRefused | Closed | OutsidePeriods

export function granted(view: View, { end, repeatFactor }: Lease, { offer, rung, output }: Grant): Granted {
  return { kind: 'granted', now: view.now, offer, rung, output, repeatFactor, end, used: usedIn(view).map(Number) }
}

export function grantOf(step: number, { index, offer, output }: Fit): Grant {
  return { step, offer: index, rung: offer.rung, output }
}

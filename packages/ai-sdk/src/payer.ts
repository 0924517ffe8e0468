import { type Admission, currentAdmission } from '@llm-limit/core'
import { isMetered } from './metered-signal.js'

/** Finds who pays for a call; undefined when nobody does, or when it was paid for further out. */
export type Payer = (model: string, signal: AbortSignal | undefined) => Admission | undefined

/** @param admission Where there is no async context to find it in. */
export function payerOf(admission: Admission | undefined): Payer {
  return (model, signal) => (isMetered(signal, model) ? undefined : (admission ?? currentAdmission()))
}

import { assertAmount, assertFactor } from '../amounts.js'
import type { Offer, RaiseCall, RenewCall, Reservation, ReserveCall, Settlement } from './store.js'

/** The gate of every store: refuses a value that is not an amount before anything is read. */
export function validateReserve(call: ReserveCall): void {
  assertAmount('leaseMs', call.leaseMs)
  assertFactor('weight', call.weight)
  if (call.repeat === undefined) return
  assertAmount('repeat.fingerprint', call.repeat.fingerprint)
  assertAmount('repeat.windowMs', call.repeat.windowMs)
  for (const factor of call.repeat.factors) assertFactor('repeat.factors', factor)
}

export function validateRaise({ weight, repeatFactor }: Reservation, call: RaiseCall): void {
  assertFactor('weight', weight)
  assertFactor('repeatFactor', repeatFactor)
  assertAmount('leaseMs', call.leaseMs)
  assertAmount('step', call.step)
  for (const taken of call.taken) assertAmount('taken', taken)
}

export function validateRenew(call: RenewCall): void {
  assertAmount('leaseMs', call.leaseMs)
  for (const amount of call.observed) assertAmount('observed', amount)
  for (const amount of call.hold) assertAmount('hold', amount)
}

export function validateSettlement(settlement: Settlement): void {
  for (const charge of settlement.charges) assertAmount('charge', charge)
}

/** Offers are looked at as far as they are reached. */
export function validateOffer({ output, charges }: Offer): void {
  assertAmount('output.min', output.min)
  assertAmount('output.max', output.max)
  assertAmount('output.hold', output.hold)
  for (const charge of charges) {
    assertAmount('cap', charge.cap)
    assertAmount('fixed', charge.fixed)
    assertAmount('perOutputToken', charge.perOutputToken)
  }
}

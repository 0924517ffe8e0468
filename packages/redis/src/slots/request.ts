import type { Offers, RaiseCall, Reservation, ReserveCall } from '@llm-limit/core'
import { pushRaise, pushReserve } from '../messages/asks.js'
import { anyToken, type ManySlots } from './many-slots.js'
import type { Told } from './slot-asks.js'
import { type HomeGrant, homeGrant } from './slot-replies.js'
import type { Spread } from './slots.js'

/** A reserve or a raise whose partitions lie in several slots. */
export interface Request {
  readonly spread: Spread
  readonly id: string
  /** 0 is the reserve. */
  readonly step: number
  /** Home remembers it until the other slots are known to have joined; 0 when nobody else could ask meanwhile. */
  readonly token: number
  readonly weight: number
  readonly offers: Offers
  readonly taken: readonly number[]
  readonly fingerprint: number | undefined
  askHome(told: Told): Promise<HomeGrant>
}

export function reserveRequest({ scripts }: ManySlots, spread: Spread, call: ReserveCall): Request {
  const { id, isFresh = false, weight, offers, repeat } = call
  const asked = { id, partitions: spread.home.partitions }
  return {
    ...{ spread, id, step: 0, token: isFresh ? 0 : anyToken('reserve'), weight, offers, taken: [] },
    fingerprint: repeat?.fingerprint,
    askHome: async (told) =>
      homeGrant(await scripts.home('reserve', spread, told, (list) => pushReserve(list, call), offers), asked),
  }
}

export function raiseRequest(
  { scripts }: ManySlots,
  spread: Spread,
  reservation: Reservation,
  call: RaiseCall,
): Request {
  const { id, weight } = reservation
  const { step, offers, taken } = call
  const asked = { id, partitions: spread.home.partitions }
  return {
    ...{ spread, id, step, token: anyToken('raise'), weight, offers, taken, fingerprint: undefined },
    askHome: async (told) =>
      homeGrant(await scripts.home('raise', spread, told, (list) => pushRaise(list, reservation, call), offers), asked),
  }
}

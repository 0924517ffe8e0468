import type { Partition, RaiseCall, RenewCall, Reservation, ReserveCall, Settlement } from '@llm-limit/core'
import { idHash } from '@llm-limit/core/store-kit'

/** One operation, as an object is asked for it, in JSON. */
export type Message =
  | { readonly do: 'reserve'; readonly call: ReserveCall }
  | { readonly do: 'raise'; readonly reservation: Reservation; readonly call: RaiseCall }
  | { readonly do: 'renew'; readonly reservation: Reservation; readonly call: RenewCall }
  | { readonly do: 'settle'; readonly reservation: Reservation; readonly settlement: Settlement }
  | { readonly do: 'peek' | 'reset'; readonly partitions: readonly Partition[] }
  | { readonly do: 'health' }

/** Characters. An ordinary message has 2,000. */
export const LONGEST_MESSAGE: number = 256 * 1024
/** Statuses of an object's answers that are not 200. */
export const INVALID_AMOUNT = 400
export const TOO_LONG = 413

const LONGEST_ID = 64

/** An id as it is kept: a long one is a hash, so that records stay small. */
export function keptId(id: string): string {
  return id.length <= LONGEST_ID ? id : `#${idHash(id)}`
}

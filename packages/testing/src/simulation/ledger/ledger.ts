import type {
  Partition,
  RaiseCall,
  RenewCall,
  RenewReply,
  Reservation,
  ReserveCall,
  ReserveReply,
  Settlement,
  SettleReply,
} from '@llm-limit/core'
import type { Entry } from './entry.js'
import type { Books } from './ledger-books.js'
import { raise } from './raising.js'
import { renew, reserve } from './reserving.js'
import { settle } from './settling.js'
import { lookOf, periodsOf, settledOf, usedOf, viewOf } from './view.js'

/** How a reservation stands. */
export interface Standing {
  readonly state: 'open' | 'ended' | 'estimated' | 'closed'
  readonly charged: readonly number[]
  readonly periods: readonly number[]
}

/**
 * What a server must say, worked out beside it from the operations that it executed and from what its replies decided: who got what,
 * when it ended, and what every counter comes to. It knows the rules of a store and nothing of how a store keeps them.
 */
export interface Ledger {
  reserve(call: ReserveCall, clock: number, reply: ReserveReply): Entry
  raise(reservation: Reservation, call: RaiseCall, clock: number, reply: ReserveReply): Entry
  renew(reservation: Reservation, call: RenewCall, clock: number, reply: RenewReply): Entry
  settle(reservation: Reservation, settlement: Settlement, clock: number, reply: SettleReply): Entry
  usedOf(partitions: readonly Partition[], clock: number): readonly number[]
  settledOf(partitions: readonly Partition[], clock: number): readonly number[]
  periodsOf(partitions: readonly Partition[], clock: number): readonly number[]
  /** Undefined for an id that was never granted. */
  standingOf(id: string, clock: number): Standing | undefined
}

export function createLedger(): Ledger {
  const books: Books = { records: new Map(), grantings: new Map() }
  const { records } = books
  return {
    reserve: (call, clock, reply) => reserve(books, call, clock, reply),
    raise: (reservation, call, clock, reply) => raise(books, reservation, call, clock, reply),
    renew: (reservation, call, clock, reply) => renew(books, reservation, call, clock, reply),
    settle: (reservation, settlement, clock, reply) => settle(books, reservation, settlement, clock, reply),
    usedOf: (partitions, clock) => usedOf(lookOf(viewOf(records, partitions, clock))),
    settledOf: (partitions, clock) => settledOf(lookOf(viewOf(records, partitions, clock))),
    periodsOf: (partitions, clock) => periodsOf(lookOf(viewOf(records, partitions, clock))),
    standingOf(id, clock) {
      const granting = books.grantings.get(id)
      if (granting === undefined) return undefined
      const { lease, settlement } = granting
      const { periods, observed } = lease
      if (settlement !== undefined)
        return { state: settlement.estimated ? 'estimated' : 'closed', charged: settlement.charges, periods }
      return { state: lease.end > clock ? 'open' : 'ended', charged: observed, periods }
    },
  }
}

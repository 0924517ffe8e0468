import { UNSCALED } from '../amounts.js'
import type { Clock } from '../clock.js'
import { quotasOf } from '../store/fit.js'
import { type Named, nameOf } from '../store/record-table.js'
import type { Reservation, ReserveCall, Settlement, SettleReply, Store } from '../store/store.js'
import { isCallersMistake, type Link } from './link.js'
import type { Outbox } from './outbox.js'
import type { Charged, Tally } from './tally.js'

/** Settlements kept; beyond, the oldest is dropped: its lease ends by itself and is charged what was last observed. */
export const MOST_SETTLEMENTS = 10_000

/** What the store granted and has not confirmed to be settled. Sending one twice does no harm: an id is settled once. */
export interface Settlements {
  readonly size: number
  has(reservation: Named): boolean
  /** Keeps a settlement until the store has it; the truth replaces an estimate. */
  add(reservation: Reservation, settlement: Settlement): SettleReply
  /** A reserve without an answer may have been granted, or may be yet: its id is handed back, and marked where it is unknown. */
  release(call: ReserveCall): void
  all(): Iterable<Charged>
}

interface Waiting extends Charged {
  readonly reservation: Reservation
  readonly settlement: Settlement
}

export interface SettlementsOptions {
  readonly store: Store
  readonly link: Link
  readonly outbox: Outbox
  readonly clock: Clock
  readonly tally: Tally
}

export function settlements({ store, link, outbox, clock, tally }: SettlementsOptions): Settlements {
  const waiting = new Map<string, Waiting>()

  async function send(name: string): Promise<boolean> {
    const sent = waiting.get(name)
    if (sent === undefined) return true
    try {
      await link.send(() => store.settle(sent.reservation, sent.settlement))
    } catch (cause) {
      if (!isCallersMistake(cause)) throw cause
      tally.dropped([sent])
    }
    // The truth may have come while the estimate was under way.
    if (waiting.get(name) !== sent) return send(name)
    return waiting.delete(name)
  }

  function keep(name: string, entry: Waiting): void {
    waiting.set(name, entry)
    outbox.add(keyOf(name), () => send(name))
    const [oldest] = waiting
    if (waiting.size <= MOST_SETTLEMENTS || oldest === undefined) return
    waiting.delete(oldest[0])
    outbox.delete(keyOf(oldest[0]))
    tally.dropped([oldest[1]])
  }

  function add(reservation: Reservation, settlement: Settlement): SettleReply {
    const name = nameOf(reservation)
    const before = waiting.get(name)
    const now = clock.now()
    if (before !== undefined && (settlement.estimated || !before.settlement.estimated)) return { kind: 'already', now }
    keep(name, { reservation, settlement, partitions: reservation.partitions, charges: settlement.charges })
    return { kind: before === undefined ? 'settled' : 'corrected', now }
  }

  return {
    get size() {
      return waiting.size
    },
    has: (reservation) => waiting.size > 0 && waiting.has(nameOf(reservation)),
    add,
    release({ id, partitions, weight, repeat }) {
      const reservation = { id, partitions, weight, repeatFactor: UNSCALED, fingerprint: repeat?.fingerprint }
      const charges = quotasOf(partitions).map(() => 0)
      add(reservation, { charges, estimated: false, failed: true })
    },
    all: () => waiting.values(),
  }
}

function keyOf(name: string): string {
  return `settle ${name}`
}

import type { Quota } from './quota.js'
import type { PartitionRecord } from './record.js'

/**
 * The port that counts. Every method is one whole operation: it reads, decides and writes in one atomic step,
 * in one round trip for a shared store. Core decides what may be spent (`Offer`), the store which offer fits.
 *
 * Amounts are non-negative integers below 2^52 (`MAX_AMOUNT`); anything else is refused before a counter changes.
 * A refusal and an error leave every record as it was. A broken store rejects with `StoreError`; it never grants.
 */
export interface Store {
  /** Counts in the memory of this process: another process has other budgets. */
  readonly inProcess?: boolean | undefined
  /** Takes the first offer that fits every quota of every partition, or writes nothing. The same id while open: the same grant. */
  reserve(call: ReserveCall): Answer<ReserveReply>
  /** Lets an open reservation take more. The same step: the same grant. */
  raise(reservation: Reservation, call: RaiseCall): Answer<ReserveReply>
  /** Moves the lease's end to `leaseMs` from now, and holds `hold` where that is more than before. */
  renew(reservation: Reservation, call: RenewCall): Answer<RenewReply>
  /** Replaces the held amounts by the charged ones: once, and once more when the first was estimated or the lease had ended. */
  settle(reservation: Reservation, settlement: Settlement): Answer<SettleReply>
  /** Reads, writes nothing. */
  peek(partitions: readonly Partition[]): Answer<PeekReply>
  /** Forgets what was settled, the rung and the repeats. Open reservations stay held. */
  reset(partitions: readonly Partition[]): Answer<void>
  /** Rejects when the store cannot be used now. */
  health(): Promise<void>
  /** What an operator should know before budgets depend on this store. A limiter asks once and tells it as `warning-raised`. */
  examine?(): Promise<readonly StoreFinding[]>
  close(): Promise<void>
}

/** Something about a store that can cost money. */
export interface StoreFinding {
  /** Names a page: docs/errors/<code>.md. */
  readonly code: string
  /** What is so, what follows, and the mend. */
  readonly message: string
}

/** A store in the same process may answer at once: a promise would cost more than the answer. */
export type Answer<Reply> = Reply | Promise<Reply>

/** One record: quotas counted under the same key. */
export interface Partition {
  /** Different ids give different keys; at most 200 bytes. */
  readonly key: string
  /** All quotas of the partition, also those that this call does not touch. */
  readonly quotas: readonly Quota[]
  /** A name that all partitions have which calls touch along with this one, where the braces in their keys do not say so: they may have to lie in one place. */
  readonly together?: string | undefined
}

/** What one offer charges one quota: ceil(scale * (fixed + perOutputToken * tokens) / 1000), scale in permille. */
export interface Charge {
  /** Most units that may be used after this offer was taken. */
  readonly cap: number
  readonly fixed: number
  readonly perOutputToken: number
}

/** One rung of the ladder as data. From offer to offer caps do not fall; charges, min and max do not rise. */
export interface Offer {
  /** The rung it belongs to; 0 is the undegraded one. */
  readonly rung: number
  /** One charge a quota, in the order of the partitions and their quotas. */
  readonly charges: readonly Charge[]
  /** Tokens of answer: least and most that make sense, and what stays held of what is granted. */
  readonly output: { readonly min: number; readonly max: number; readonly hold: number }
}

/** The same prompt again within a window costs more: factors[n] permille for the n-th admission, the last one for all later. */
export interface Repeat {
  /** A 48 bit hash of the prompt. */
  readonly fingerprint: number
  readonly factors: readonly number[]
  readonly windowMs: number
}

/** The offers of a call, dearest first: a list, or one that makes each when it is first looked at. */
export interface Offers {
  readonly length: number
  /** Always the same for the same index, which is never negative. */
  at(index: number): Offer | undefined
}

export interface ReserveCall {
  readonly id: string
  /** The id was made for this call and is sent once: a store that calls cannot reach late or twice need not look for it, nor remember it. */
  readonly isFresh?: boolean | undefined
  /** Store time, or the best guess of it, at which the id was made. Older than ID_TTL_MS: refused as `closed`. */
  readonly issuedAt: number
  readonly leaseMs: number
  /** The first is home: it keeps leases, marks, rung and repeats. */
  readonly partitions: readonly Partition[]
  readonly offers: Offers
  /** Permille. */
  readonly weight: number
  readonly repeat?: Repeat | undefined
}

export interface RaiseCall {
  /** Counts up from 1 within a reservation. */
  readonly step: number
  readonly leaseMs: number
  readonly offers: Offers
  /** Charged units of the reservation that are spoken for: finished calls and the holds of running ones. */
  readonly taken: readonly number[]
}

export interface RenewCall {
  readonly leaseMs: number
  /** Charged units known to be used so far. Never falls. */
  readonly observed: readonly number[]
  /** Charged units to hold from now on, if not more are held already; may be above any cap, since it is the truth. */
  readonly hold: readonly number[]
}

/** Serialisable handle of what was granted: enough to settle it from any process. */
export interface Reservation {
  readonly id: string
  readonly partitions: readonly Partition[]
  readonly weight: number
  /** Permille. */
  readonly repeatFactor: number
  readonly fingerprint?: number | undefined
}

export interface Settlement {
  /** Charged units, one a quota, factors already applied. All 0 releases. */
  readonly charges: readonly number[]
  /** A later settlement may replace it once. */
  readonly estimated: boolean
  /** The call failed: it does not count as a repeat. */
  readonly failed: boolean
}

export type ReserveReply = Granted | Refused | Closed | OutsidePeriods

export interface Granted {
  readonly kind: 'granted'
  readonly now: number
  /** Index into the offers. */
  readonly offer: number
  readonly rung: number
  /** Granted tokens of answer. */
  readonly output: number
  /** Permille. */
  readonly repeatFactor: number
  /** When the lease ends unless renewed. */
  readonly end: number
  /** Units used of each quota, this reservation included. */
  readonly used: readonly number[]
}

export interface Refused {
  readonly kind: 'refused'
  readonly now: number
  /** `leases`: MAX_LEASES reservations are open. */
  readonly reason: 'quota' | 'leases'
  readonly repeatFactor: number
  /** When the factor falls back to the first; 0 when it is the first. */
  readonly repeatUntil: number
  /** The stored records, one a partition, as far as waiting depends on them: of open reservations sums by end will do, as in a wheel. */
  readonly records: readonly PartitionRecord[]
}

/** The id was settled, released, has ended, or is too old to be sure. */
export interface Closed {
  readonly kind: 'closed'
  readonly now: number
}

/** No period of a calendar quota holds the store's time: recompute the boundaries and ask again. */
export interface OutsidePeriods {
  readonly kind: 'period'
  readonly now: number
}

export type RenewReply =
  | { readonly kind: 'renewed'; readonly now: number; readonly end: number; readonly used: readonly number[] }
  | Closed

export interface SettleReply {
  /** `corrected`: it replaced an estimate or what the ended lease was charged. `marked`: the id was unknown and is closed now. */
  readonly kind: 'settled' | 'corrected' | 'already' | 'marked'
  readonly now: number
}

export interface PeekReply {
  readonly now: number
  readonly records: readonly PartitionRecord[]
}

/** Lease ends are rounded up to this grid, so that all records of a reservation agree on the instant. */
export const LEASE_GRID_MS = 5_000
/** Open reservations of one subject. */
export const MAX_LEASES = 64
/** How long an ended or estimated reservation can still be corrected, and how many of a subject (the oldest goes first). */
export const LATE_MS: number = 15 * 60_000
export const MAX_LATE = 64
/** How long a closed id is remembered, and how many of a subject (the oldest goes first). */
export const ID_TTL_MS = 60_000
export const MAX_MARKS = 64
/** Prompts of one subject whose repeats are counted. */
export const MAX_REPEATS = 8
/** Steps of one reservation whose grants are remembered. */
export const MAX_STEPS = 16
/** From this share of any ladder quota (permille, before the charge) evaluation starts at the rung last granted. */
export const STICKY_SHARE = 900

/** All offers of a call, for whoever needs them at once. */
export function offerList<Each extends Offer>(offers: {
  readonly length: number
  at(index: number): Each | undefined
}): Each[] {
  return Array.from({ length: offers.length }, (_, index) => offers.at(index)).filter((offer) => offer !== undefined)
}

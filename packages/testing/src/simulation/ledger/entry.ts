import type { LedgerLease } from './ledger-record.js'

/** What a reply says that the ledger does not. */
export interface Finding {
  readonly invariant: string
  readonly what: string
}

/** What one executed operation came to. */
export interface Entry {
  /** Undefined when the reply is right. */
  readonly finding: Finding | undefined
  readonly isWritten: boolean
  /** What the reservation stands for from now on, one amount a quota: its hold, or what it was charged. */
  readonly secured: readonly number[]
  /** Starts of the calendar periods it is counted in. */
  readonly periods: readonly number[]
  readonly observed: readonly number[]
  readonly end: number
  /** What was added without asking for room: it was used already. */
  readonly grown: readonly number[]
  /** Of a reserve: permille by which a repeated prompt costs more. */
  readonly factor: number
}

export const NONE: readonly number[] = []

const EMPTY = { secured: NONE, periods: NONE, observed: NONE, grown: NONE, end: 0, factor: 1000 }

/** Nothing was written. */
export function nothing(finding: Finding | undefined): Entry {
  return { ...EMPTY, isWritten: false, finding }
}

/** The lease stands as it is now. */
export function held(
  { hold, observed, periods, end }: LedgerLease,
  more: Pick<Entry, 'finding'> & Partial<Entry>,
): Entry {
  return { ...EMPTY, isWritten: true, secured: hold, observed, periods, end, ...more }
}

export function charged(end: number, more: Pick<Entry, 'secured' | 'periods' | 'grown'>): Entry {
  return { ...EMPTY, isWritten: true, finding: undefined, end, ...more }
}

export function excessOf(amounts: readonly number[], than: readonly number[]): number[] {
  return amounts.map((units, i) => Math.max(0, units - (than[i] ?? 0)))
}

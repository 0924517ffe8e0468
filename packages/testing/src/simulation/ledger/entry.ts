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

/** Nothing was written. */
export function nothing(finding: Finding | undefined): Entry {
  return { finding, isWritten: false, secured: NONE, periods: NONE, observed: NONE, end: 0, grown: NONE, factor: 1000 }
}

/** The lease stands as it is now. */
export function held(
  { hold: secured, observed, periods, end }: LedgerLease,
  finding: Finding | undefined,
  { grown = NONE, factor = 1000 }: Partial<Pick<Entry, 'grown' | 'factor'>> = {},
): Entry {
  return { finding, isWritten: true, secured, periods, observed, end, grown, factor }
}

export function charged(
  end: number,
  secured: readonly number[],
  periods: readonly number[],
  grown: readonly number[],
): Entry {
  return { finding: undefined, isWritten: true, secured, periods, observed: NONE, end, grown, factor: 1000 }
}

export function excessOf(amounts: readonly number[], than: readonly number[]): number[] {
  return amounts.map((units, i) => Math.max(0, units - (than[i] ?? 0)))
}

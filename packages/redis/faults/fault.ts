import type { Figures } from './figures.js'
import type { Fleet } from './fleet.js'
import type { Truth } from './truth.js'

/** A named fault of RELIABILITY, section 5.3: how it is done, and what it may cost. */
export interface NamedFault {
  readonly name: string
  /** What is done, in a line of the table. */
  readonly what: string
  /** Among the most telling ones, which CI runs. */
  readonly inCi?: boolean | undefined
  /** Runs with no other beside it: it takes a whole core, or many processes. */
  readonly alone?: boolean | undefined
  tell(): Promise<Line>
}

/** Most milliseconds that a run of all faults accepts, over those of the calm. CI does not look at the clock. */
export type Patience = { readonly [Figure in 'gapMs' | 'backMs' | 'p99Ms']?: number | undefined }

/** What a fault may cost, in tokens. */
export interface Bound {
  readonly units: number
  readonly formula: string
}

/** What a fault did. */
export interface Line extends Figures {
  readonly limit: number
  readonly admitted: number
  readonly bound: Bound
  /** Tokens admitted above the limits. */
  readonly excess: number
  /** Tokens that the counters do not know of. */
  readonly lost: number
  /** Reservations that are open after every lease has ended. */
  readonly open: number
  readonly patience: Patience
  /** What else was seen. */
  readonly notes: readonly string[]
  /** What was not as promised; none is a pass. */
  readonly failures: readonly string[]
  /** What took longer than is accepted. */
  readonly slow: readonly string[]
}

/** What a fault is done with. */
export interface Scene<Servers> {
  readonly servers: Servers
  readonly fleet: Fleet
  /** What the apps have seen so far. */
  truth(): Promise<Truth>
  note(text: string): void
  fail(text: string): void
}

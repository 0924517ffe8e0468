import type { AppSettings } from './app/settings.js'
import type { Bound, Patience, Scene } from './fault.js'
import type { Times } from './figures.js'
import type { StartPlace } from './place.js'
import type { Truth } from './truth.js'

/** A fault in the middle of traffic: apps spend, something happens, they go on, and then the books are compared. */
export interface Story<Servers> {
  readonly place: StartPlace<Servers>
  /** Default 3. */
  readonly apps?: number | undefined
  readonly users?: readonly string[] | undefined
  /** Tokens of each user, default 20,000. */
  readonly limit?: number | undefined
  /** Default: what all users may spend together, so that it binds at the same moment; false for none. */
  readonly everyone?: false | undefined
  readonly org?: boolean | undefined
  /** Calls a second of all apps together, default 300. */
  readonly perSecond?: number | undefined
  readonly settings?: ((app: number) => Partial<AppSettings>) | undefined
  /** What happens. The fault is over when it settles. */
  hurt(scene: Scene<Servers>): Promise<void>
  /** How long apps go on after it, default 2,000 ms. */
  readonly afterMs?: number | undefined
  /** Default: nothing is lost. */
  readonly bound?: ((told: Told) => Bound) | undefined
  readonly patience?: Patience | undefined
  /** Apps that are hurt themselves: their own waiting is no gap. */
  readonly hurtApps?: readonly number[] | undefined
  /** Budgets are used up while the fault lasts. */
  readonly isSpentEarly?: boolean | undefined
}

/** What a story has come to, when its bound is computed. */
export interface Told {
  readonly truth: Truth
  readonly times: Times
  readonly users: readonly string[]
  /** Of each user. */
  readonly limit: number
}

export const LEASE_MS = 5_000
/** A lease ends on a grid of 5 s; until then at most. */
export const LEASES_END_MS: number = 2 * LEASE_MS + 1_000

import { type Clock, ConfigError, memoryStore, type Store, systemClock, systemRandom } from '@llm-limit/core'
import type { Fetch } from '../metered-fetch.js'
import { declaredLimits, type ProviderLimitTexts } from './declared-limits.js'
import { type ProviderEvent, type Tell, telling } from './events.js'
import type { Limit } from './known-limits.js'

/** All of it may be left out: limits are then learned from what the provider's answers tell. */
export interface ProviderGuardOptions {
  /**
   * The limits of one key, by model: `{ 'gpt-5': ['500 requests / minute', '200k tokens / minute'] }`. They go before learned ones. A
   * name may end in `*`, as `'claude-haiku-4-5*'` for all dates of one model: each model that it fits has these limits for itself.
   */
  readonly limits?: ProviderLimitTexts | undefined
  /** Keys to share the load, in place of the one that the client has. */
  readonly keys?: readonly string[] | undefined
  /** Where all processes count together. Default: the memory of this one. When it fails, calls go on uncounted. */
  readonly store?: Store | undefined
  /** Who a call is for. Default: who pays for the request (or job) that it is made in, as `weightOf` is given it; `''` outside of one. */
  readonly userOf?: (() => string) | undefined
  /**
   * A user of weight 2 gets twice the share of others when there is not enough for all. Default 1. It is given what `userOf` says; by
   * default the id of the user, or `org/user`. An id of more than 48 characters, or of others than letters, digits, `_`, `.` and `-`,
   * comes in encoded form.
   */
  readonly weightOf?: ((user: string) => number) | undefined
  /** Longest that a call waits in all, in ms; one that would wait longer is answered with 429. Default 30,000. */
  readonly maxWaitMs?: number | undefined
  /** Told when a call waited or was refused here, when a provider turned one away, and when the store fails. */
  readonly onEvent?: ((event: ProviderEvent) => void) | undefined
  /** What sends the calls. Default: the global fetch. */
  readonly fetch?: Fetch | undefined
  /** Starts every key in the store. Default 'llm'. */
  readonly name?: string | undefined
  readonly clock?: Clock | undefined
  /** From 0 to below 1. */
  readonly random?: (() => number) | undefined
}

export interface Settings {
  readonly limitsOf: (model: string) => readonly Limit[]
  readonly keys: readonly string[] | undefined
  readonly store: Store
  readonly userOf: (() => string) | undefined
  readonly weightOf: (user: string) => number
  readonly maxWaitMs: number
  readonly tell: Tell
  readonly send: Fetch
  readonly name: string
  readonly clock: Clock
  /** Ms from any beginning: what deadlines and pauses are measured by. */
  readonly now: () => number
  /** For what a caller awaits: unlike the timers of a clock it keeps the process alive, where the clock is the system's. */
  readonly setDeadline: Clock['setTimer']
  readonly random: () => number
}

/** @throws ConfigError naming the value and the mend. */
export function settingsOf({ keys, limits = {}, onEvent, ...options }: ProviderGuardOptions): Settings {
  const { clock = systemClock, random = systemRandom, maxWaitMs = 30_000, weightOf = () => 1, name = 'llm' } = options
  if (!Number.isInteger(maxWaitMs) || maxWaitMs < 0)
    throw new ConfigError(`maxWaitMs ${maxWaitMs} must be a whole number of ms from 0.`)
  if (keys?.length === 0) throw new ConfigError(`'keys' is empty. Leave it out to use the key that the client has.`)
  return {
    limitsOf: declaredLimits(limits),
    keys,
    store: options.store ?? memoryStore({ clock }),
    userOf: options.userOf,
    weightOf,
    maxWaitMs,
    tell: telling(onEvent),
    send: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    name,
    clock,
    now: () => clock.steady?.() ?? clock.now(),
    setDeadline: options.clock === undefined ? keptAlive : clock.setTimer,
    random,
  }
}

/** A script that has nothing else to do would end while its call waits. */
const keptAlive: Clock['setTimer'] = (fire, delayMs) => {
  const timer = setTimeout(fire, delayMs)
  return () => clearTimeout(timer)
}

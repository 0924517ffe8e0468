import {
  type Clock,
  ConfigError,
  currentAdmission,
  memoryStore,
  type Store,
  systemClock,
  systemRandom,
} from '@llm-limit/core'
import type { ProviderRefusal } from '@llm-limit/providers'
import type { Fetch } from '../metered-fetch.js'
import { declaredLimits, type ProviderLimitTexts } from './declared-limits.js'
import type { Limit } from './limit-table.js'

/** All of it may be left out: limits are then learned from what the provider's answers tell. */
export interface ProviderGuardOptions {
  /** The limits of one key, by model: `{ 'gpt-5*': ['500 requests / minute', '200k tokens / minute'] }`. They go before learned ones. */
  readonly limits?: ProviderLimitTexts | undefined
  /** Keys to share the load, in place of the one that the client has. */
  readonly keys?: readonly string[] | undefined
  /** Where all processes count together. Default: the memory of this one. */
  readonly store?: Store | undefined
  /** Who a call is for. Default: who pays for the request (or job) that it is made in. */
  readonly userOf?: (() => string) | undefined
  /** A user of weight 2 gets twice the share of others when there is not enough for all. Default 1. */
  readonly weightOf?: ((user: string) => number) | undefined
  /** Longest wait for a place, in ms; a call that would wait longer is answered with 429. Default 30,000. */
  readonly maxWaitMs?: number | undefined
  /** Told when a provider turned a call away, and for how long its key rests. */
  readonly onPause?: ((pause: ProviderPause) => void) | undefined
  /** What sends the calls. Default: the global fetch. */
  readonly fetch?: Fetch | undefined
  /** Starts every key in the store. Default 'llm'. */
  readonly name?: string | undefined
  readonly clock?: Clock | undefined
  /** From 0 to below 1. */
  readonly random?: (() => number) | undefined
}

export interface ProviderPause {
  /** The API's name, such as `openai-chat`. */
  readonly api: string
  readonly kind: ProviderRefusal['kind']
  readonly pauseMs: number
}

const NOBODY = 'nobody'

export interface Settings {
  readonly limitsOf: (model: string) => readonly Limit[]
  readonly keys: readonly string[] | undefined
  readonly store: Store
  readonly userOf: () => string
  readonly weightOf: (user: string) => number
  readonly maxWaitMs: number
  readonly onPause: ((pause: ProviderPause) => void) | undefined
  readonly send: Fetch
  readonly name: string
  readonly clock: Clock
  readonly random: () => number
}

/** @throws ConfigError naming the value and the mend. */
export function settingsOf({ keys, limits = {}, onPause, ...options }: ProviderGuardOptions): Settings {
  const { clock = systemClock, random = systemRandom, maxWaitMs = 30_000, weightOf = () => 1, name = 'llm' } = options
  if (!Number.isInteger(maxWaitMs) || maxWaitMs < 0)
    throw new ConfigError(`maxWaitMs ${maxWaitMs} must be a whole number of ms from 0.`)
  if (keys?.length === 0) throw new ConfigError(`'keys' is empty. Leave it out to use the key that the client has.`)
  return {
    limitsOf: declaredLimits(limits),
    keys,
    store: options.store ?? memoryStore({ clock }),
    userOf: options.userOf ?? (() => currentAdmission()?.user ?? NOBODY),
    weightOf,
    maxWaitMs,
    onPause,
    send: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    name,
    clock,
    random,
  }
}

/** One quota as a store sees it. The limit is not part of the state: a changed limit works at once. */
export interface Quota {
  /** Identity of the counter: name, algorithm, window, zone. A changed identity starts a new counter. */
  readonly counter: string
  /** Amount that is 100 %. */
  readonly limit: number
  readonly aging: Aging
  /** Whether weight and repeat factor multiply it: requests and tokens of a user, never money, concurrency or wider scopes. */
  readonly scaled: boolean
  /** Whether the ladder applies: its share sets phase and stickiness. A wall stops at its own cap and has no phase. */
  readonly ladder: boolean
  /** Binds only while the share of another quota of the call (an index into all quotas of the call) is at least `share` permille. */
  readonly onlyWhile?: { readonly quota: number; readonly share: number } | undefined
}

/** How settled amounts leave a counter. Held amounts never age. */
export type Aging =
  /** Sub-buckets of g = ceil(windowMs / 60) ms: one of index i counts until floor(now / g) > i + 60. */
  | { readonly algorithm: 'sliding'; readonly windowMs: number }
  /**
   * Four boundaries of three periods in ms: previous, current, next. The store picks by its own clock; a period starts at 0,
   * held amounts included. Outside of all three the reply is `period`.
   */
  | { readonly algorithm: 'calendar'; readonly boundaries: readonly [number, number, number, number] }
  /** A debt that drains by `refill` units each window, exact to the tick: 1 ms, or 1 s when windowMs > 2^26. */
  | { readonly algorithm: 'bucket'; readonly windowMs: number; readonly refill: number }
  /** Nothing is settled: used = held. */
  | { readonly algorithm: 'concurrency' }

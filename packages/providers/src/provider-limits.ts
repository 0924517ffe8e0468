/** An answer of a provider, as far as it tells of limits. */
export interface AnswerHead {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  /** The parsed JSON body of an error; undefined for any other answer. */
  readonly error: unknown
  /** When it came, in epoch milliseconds. */
  readonly now: number
}

/** One of the limits that a provider holds a key, project or model to. What the answer does not tell is undefined. */
export interface ProviderLimit {
  readonly unit: 'requests' | 'tokens' | 'inputTokens' | 'outputTokens'
  /** Length of its window. */
  readonly windowMs: number | undefined
  readonly limit: number | undefined
  readonly remaining: number | undefined
  /** Until it is whole again. */
  readonly resetMs: number | undefined
}

/**
 * Why a provider turned a call away. `transient`: a rate limit, waiting helps. `exhausted`: credit, a spend cap or a daily quota is
 * used up, and soon is no better than now. `overloaded`: the provider is in trouble, whoever asks.
 */
export interface ProviderRefusal {
  readonly kind: 'transient' | 'exhausted' | 'overloaded'
  /** As told by the provider; never negative. */
  readonly retryAfterMs: number | undefined
}

export interface ProviderLimits {
  readonly limits: readonly ProviderLimit[]
  /** Set when the call was turned away for a limit or an overload. */
  readonly refusal: ProviderRefusal | undefined
}

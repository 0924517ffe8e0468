/** What a quota counts. `nanoUsd` is a billionth of a US dollar: $0.15 per 1M tokens = 150 nanoUsd a token. */
export type Unit = 'requests' | 'tokens' | 'inputTokens' | 'outputTokens' | 'nanoUsd' | 'concurrency'

/** How far a subject has come: `warning` only tells, `soft` serves cheaper terms, `hard` refuses. */
export type Phase = 'normal' | 'warning' | 'soft' | 'hard'

/** Whose counter a quota is: each user's, each organisation's, or one for the whole app. */
export type Scope = 'user' | 'org' | 'everyone'

/** Who spends. Identified by the app, never by a request header alone. */
export interface Subject {
  readonly user: string
  readonly org?: string | undefined
  /** Overrides `tierOf` and `defaultTier`. */
  readonly tier?: string | undefined
}

/** How fast a provider serves a call: `priority` costs more than `standard`, `flex` less. */
export type ServiceTier = 'standard' | 'priority' | 'flex'

/**
 * Tokens of one model call, as billed. `inputTokens` is everything sent, cached parts included;
 * `outputTokens` is everything produced, reasoning included. A missing field keeps its estimate; 0 is a value.
 */
export interface Usage {
  readonly model?: string | undefined
  readonly inputTokens?: number | undefined
  /** Part of `inputTokens` that was read from the provider's prompt cache. */
  readonly cacheReadTokens?: number | undefined
  /** Part of `inputTokens` that was written to the provider's prompt cache. */
  readonly cacheWriteTokens?: number | undefined
  /** Part of `cacheWriteTokens` that is kept for an hour or more, which some providers charge more for. */
  readonly longCacheWriteTokens?: number | undefined
  readonly outputTokens?: number | undefined
  /** How the call was served. Default: as it was asked for. */
  readonly serviceTier?: ServiceTier | undefined
}

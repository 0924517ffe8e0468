import { ConfigError, type Decision, type Policy, type Store } from '@llm-limit/core'
import type { UserReport } from '../findings/report.js'
import type { LogCall } from '../log/log-call.js'
import type { Behaviour } from './behaviour.js'

export interface ReplayOptions {
  /** As the app uses it; its store, records, clock, ids, chance and mode are not. */
  readonly policy: Policy
  readonly speed?: Speed | undefined
  /** What users do when they are warned or refused. Default: nothing else than in the log. */
  readonly behaviour?: Behaviour | undefined
  /** A refused request waits for a refill of at most so long, instead of being refused. Default 0 ms: none waits. */
  readonly waitMs?: number | undefined
  /** Of all chance there is. Default 1. */
  readonly seed?: number | undefined
  /** Users who are counted alone, and have budgets alone. Default 100,000. */
  readonly maxUsers?: number | undefined
  /** Sees each decision, also those of requests that came again, and when it was made. */
  readonly onDecision?: ((call: LogCall, decision: Decision, nowMs: number) => void) | undefined
  /** Told in the end of each user who was counted alone. */
  readonly onUser?: ((user: UserReport) => void) | undefined
  /** Puts something around the memory store: to try what the engine does not have. */
  readonly aroundStore?: ((store: Store, now: () => number) => Store) | undefined
}

/** How long the model takes. */
export interface Speed {
  /** Before the first token. Default 500 ms. */
  readonly firstTokenMs?: number | undefined
  /** Default 50. */
  readonly tokensPerSecond?: number | undefined
}

export const DEFAULT_MAX_USERS = 100_000

/** @returns how long an answer takes, in whole ms. @throws ConfigError for a speed that is none. */
export function answerTime({ firstTokenMs = 500, tokensPerSecond = 50 }: Speed = {}): (tokens: number) => number {
  if (!(firstTokenMs >= 0 && Number.isFinite(firstTokenMs)))
    throw new ConfigError(`speed: firstTokenMs ${firstTokenMs} must be 0 or more.`)
  if (!(tokensPerSecond > 0 && Number.isFinite(tokensPerSecond)))
    throw new ConfigError(`speed: tokensPerSecond ${tokensPerSecond} must be above 0.`)
  return (tokens) => Math.ceil(firstTokenMs + (tokens * 1_000) / tokensPerSecond)
}

import type { ProviderLimit } from '@llm-limit/providers'

/** What a provider counts of a call. */
export type ProviderUnit = ProviderLimit['unit']

export const UNITS: readonly ProviderUnit[] = ['requests', 'tokens', 'inputTokens', 'outputTokens']
export const MINUTE_MS = 60_000
export const DAY_MS = 86_400_000
/** Windows that providers have; the rest is taken for the nearest of them. */
export const WINDOWS_MS: readonly number[] = [MINUTE_MS, DAY_MS]

/** One limit of a key and model. */
export interface Limit {
  readonly unit: ProviderUnit
  readonly windowMs: number
  readonly amount: number
}

/** What is known of the limits of one key and model: as declared, else as its answers told. */
export interface KnownLimits {
  readonly limits: readonly Limit[]
  /** Takes in what an answer told. What was declared stays. */
  learn(told: readonly ProviderLimit[]): void
}

export function knownLimits(declared: readonly Limit[]): KnownLimits {
  let limits = declared
  const isDeclared = ({ unit, windowMs }: Limit): boolean =>
    declared.some((limit) => limit.unit === unit && limit.windowMs === windowMs)

  return {
    get limits() {
      return limits
    },
    learn(told) {
      const learned = told.flatMap(limitFrom).filter((limit) => !isDeclared(limit))
      if (learned.length === 0) return
      const kept = limits.filter(
        (limit) =>
          isDeclared(limit) ||
          !learned.some(({ unit, windowMs }) => limit.unit === unit && limit.windowMs === windowMs),
      )
      limits = [...kept, ...learned]
    },
  }
}

function limitFrom({ unit, windowMs = MINUTE_MS, limit }: ProviderLimit): readonly Limit[] {
  if (limit === undefined || !(limit > 0)) return []
  return [{ unit, windowMs: windowMs >= DAY_MS / 2 ? DAY_MS : MINUTE_MS, amount: limit }]
}

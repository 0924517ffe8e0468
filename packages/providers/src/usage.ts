import type { ServiceTier, Usage } from '@llm-limit/core'

/** More tokens than any one call has; a larger report is a fault of its sender and keeps the estimate. */
const MOST_TOKENS = 1_000_000_000

/** Token counts as an API reported them, before anything is believed. */
export interface ReportedUsage {
  readonly model?: unknown
  /** Cached parts included. */
  readonly input?: unknown
  readonly cacheRead?: unknown
  readonly cacheWrite?: unknown
  /** The part of `cacheWrite` that is kept for an hour or more. */
  readonly longCacheWrite?: unknown
  readonly output?: unknown
  readonly serviceTier?: ServiceTier | undefined
}

/**
 * Makes a report safe to charge: negatives count as 0, fractions are rounded up, cached parts never exceed the input,
 * and what is not a number (or above 1e9) is missing. 0 is a value.
 * @returns undefined when no count is readable.
 */
export function usageFrom(reported: ReportedUsage): Usage | undefined {
  const { model, input, cacheRead, cacheWrite, longCacheWrite, output, serviceTier } = reported
  const inputTokens = countFrom(input)
  const outputTokens = countFrom(output)
  if (inputTokens === undefined && outputTokens === undefined) return undefined
  const cacheReadTokens = atMost(countFrom(cacheRead), inputTokens)
  const cacheWriteTokens = atMost(countFrom(cacheWrite), (inputTokens ?? 0) - (cacheReadTokens ?? 0))
  return dropMissing({
    model: typeof model === 'string' ? model : undefined,
    inputTokens,
    cacheReadTokens,
    cacheWriteTokens,
    longCacheWriteTokens: atMost(countFrom(longCacheWrite), cacheWriteTokens),
    outputTokens,
    serviceTier,
  })
}

/** The later report wins member by member; nothing is added up. */
export function laterUsage(earlier: Usage | undefined, later: Usage | undefined): Usage | undefined {
  return earlier === undefined || later === undefined ? (later ?? earlier) : { ...earlier, ...later }
}

function countFrom(value: unknown): number | undefined {
  return typeof value === 'number' && value <= MOST_TOKENS ? Math.max(0, Math.ceil(value)) : undefined
}

function atMost(count: number | undefined, most: number | undefined): number | undefined {
  return count === undefined || most === undefined ? undefined : Math.min(count, most)
}

function dropMissing(usage: Usage): Usage {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== undefined))
}

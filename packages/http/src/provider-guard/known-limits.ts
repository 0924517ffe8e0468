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

/** What is known of the limits of one key and model: as declared, else as the last answer told. */
export interface KnownLimits {
  /** @returns undefined where none is known. */
  amountOf(unit: ProviderUnit, windowMs: number): number | undefined
  /** Takes in what an answer told. What was declared stays. */
  learn(told: readonly ProviderLimit[]): void
}

export function knownLimits(declared: readonly Limit[]): KnownLimits {
  const fixed = smallest(declared)
  let learned: ReadonlyMap<string, number> = new Map()
  return {
    amountOf(unit, windowMs) {
      const name = nameOf(unit, windowMs)
      return fixed.get(name) ?? learned.get(name)
    },
    learn(told) {
      if (told.length > 0) learned = new Map([...learned, ...smallest(told.flatMap(limitFrom))])
    },
  }
}

/** By unit and window: one answer may tell the limit of an organisation and that of its project, and both hold. */
function smallest(limits: readonly Limit[]): ReadonlyMap<string, number> {
  const amounts = new Map<string, number>()
  for (const { unit, windowMs, amount } of limits) {
    const name = nameOf(unit, windowMs)
    amounts.set(name, Math.min(amount, amounts.get(name) ?? amount))
  }
  return amounts
}

function nameOf(unit: ProviderUnit, windowMs: number): string {
  return `${unit}/${windowMs}`
}

function limitFrom({ unit, windowMs = MINUTE_MS, limit }: ProviderLimit): readonly Limit[] {
  if (limit === undefined || !(limit > 0)) return []
  return [{ unit, windowMs: windowMs >= DAY_MS / 2 ? DAY_MS : MINUTE_MS, amount: limit }]
}

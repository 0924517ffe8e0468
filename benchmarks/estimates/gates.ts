import { type Admission, createLimiter, type QuotaText } from '@llm-limit/core'
import { fakeClock } from '@llm-limit/testing'
import { type Gate, nanoUsdOf, PRICE } from './spending-hour.js'
import type { Visit } from './traffic.js'

/** What LiteLLM holds of an answer when the request names no `max_tokens`. */
const WORST_CASE_TOKENS = 16_384

/** Holds the longest answer: nothing is admitted that could cost more than is left. */
export function worstCaseGate(limits: readonly number[]): Gate {
  const left = [...limits]
  const give = (user: number, nanoUsd: number): void => {
    left[user] = (left[user] ?? 0) + nanoUsd
  }
  return {
    admit({ user, inputTokens }) {
      const hold = nanoUsdOf(inputTokens, WORST_CASE_TOKENS)
      if (hold > (left[user] ?? 0)) return undefined
      give(user, -hold)
      return WORST_CASE_TOKENS
    },
    end: ({ user, inputTokens }, outputTokens) =>
      give(user, nanoUsdOf(inputTokens, WORST_CASE_TOKENS) - nanoUsdOf(inputTokens, outputTokens)),
  }
}

/** A limiter as an app makes it, with a tier for each user. */
export function limiterGate(limits: readonly number[]): Gate {
  const clock = fakeClock(Date.UTC(2023, 10, 16, 12))
  const tiers = Object.fromEntries(
    limits.map((limit, user) => [`tier-${user}`, { quotas: [`$${limit / 1e9} / day` as QuotaText] }]),
  )
  const limiter = createLimiter({
    tiers,
    defaultTier: 'tier-0',
    expects: { model: 'gpt-5' },
    ladder: 'wall',
    prices: { priceOf: () => PRICE },
    leaseMs: 3_600_000,
    clock,
  })
  const open = new Map<Visit, Admission>()
  return {
    admit(visit) {
      const { user, inputTokens } = visit
      const subject = { user: `user-${user}`, tier: `tier-${user}` }
      const decision = limiter.decide({ subject, call: { model: 'gpt-5', inputTokens } })
      if (decision instanceof Promise) throw new Error('A memory store answers at once.')
      if (decision.outcome !== 'admitted') return undefined
      open.set(visit, decision)
      return decision.terms.maxOutputTokens
    },
    end(visit, outputTokens) {
      void open.get(visit)?.settle({ inputTokens: visit.inputTokens, outputTokens })
      open.delete(visit)
    },
  }
}

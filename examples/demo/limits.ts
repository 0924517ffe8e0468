import { createLimiter, type Limiter, type Policy } from '@llm-limit/express'
import { tierOf } from './users.js'

/**
 * In the hour of the trace four of five free users need no more than 20k tokens, and four of five paying ones no more than $0.50.
 * The windows are longer than that hour, so that what was charged can be read back at its end.
 */
export const QUOTAS = {
  free: ['10 requests / minute', '20k tokens / 3 hours', '$0.10 / day', '4 concurrent'],
  premium: ['60 requests / minute', '$0.50 / day', '16 concurrent'],
} as const

/** 99 of 100 answers of the trace are not longer. So much of each answer is held until the truth is known. */
const USUAL_ANSWER_TOKENS = 601

export interface LimiterSettings extends Pick<Policy, 'ladder' | 'clock' | 'store'> {
  /** False: nothing is held for a call, it is counted once it is over. For comparison. */
  readonly holds?: boolean
}

/** The limits of the chat app. */
export function chatLimiter({ holds = true, ...settings }: LimiterSettings): Limiter<'chat' | 'default'> {
  return createLimiter({
    tiers: { free: { quotas: QUOTAS.free }, premium: { quotas: QUOTAS.premium } },
    defaultTier: 'free',
    tierOf,
    operations: { chat: { expects: { model: 'gpt-5', outputTokens: holds ? USUAL_ANSWER_TOKENS : 0 } } },
    estimates: holds ? undefined : false,
    // Ten minutes are eight seconds here: a machine that pauses for one must not end the leases of calls that go on.
    leaseMs: 600_000,
    ...settings,
  })
}

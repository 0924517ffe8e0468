// limits.ts of a real product

import type { Store } from '@llm-limit/core'
import { createLimiter } from '@llm-limit/express'

declare const db: { planOf(user: string): Promise<'free' | 'premium'> }
declare const redisStore: (client: object) => Store
declare const budgetRedisOptions: object
declare const Redis: new (url: string | undefined, options: object) => object

export const limiter = createLimiter({
  tiers: {
    free: {
      quotas: ['10 requests / minute', '20k tokens / hour', '$0.50 / month'],
      operations: { 'analyze-document': ['3 requests / day'] },
    },
    premium: { quotas: ['60 requests / minute', '400k tokens / hour', '$20 / month', '4 concurrent'], queue: 'high' },
  },
  defaultTier: 'free',
  tierOf: ({ user }) => db.planOf(user), // cached 60 s, one look-up in flight per user; fails: last known, else default, and an event
  operations: {
    chat: { expects: { model: 'gpt-5', inputTokens: 1_500, outputTokens: 600 }, repeats: [1, 1.5, 2] },
    autocomplete: { expects: { model: 'gpt-5-nano', outputTokens: 40 }, weight: 0.2, queue: false, repeats: false },
    'analyze-document': {
      expects: { model: 'claude-opus-5', calls: 3 },
      weight: 2,
      queue: { maxWaitMs: 30_000 },
      cache: { near: 'intent' },
    },
  },
  everyone: [{ quota: '$200 / day', perUser: 0.1 }],
  ladder: [
    { at: 80, phase: 'warning' },
    {
      at: 100,
      phase: 'soft',
      models: { 'gpt-5': 'gpt-5-mini', 'claude-opus-*': 'claude-sonnet-5' },
      output: { factor: 0.5, floor: 256 },
      delayMs: 400,
      cache: 'looser',
    },
    { at: 120, phase: 'hard' },
  ],
  timeZone: 'Europe/Berlin',
  // biome-ignore lint/suspicious/noUndeclaredEnvVars: no task of this repository reads it
  store: redisStore(new Redis(process.env.REDIS_URL, budgetRedisOptions)),
  whenStoreFails: 'local',
  upgradeUrl: 'https://example.com/pricing',
})

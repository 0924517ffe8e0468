/** Where the packages of a source tree compete. */
export const OURS = 'llm-limit'

export const UNION = 'rate-limiter-flexible Union of 4'

/** Whom the limiter is compared with: the Union first, the floor last. */
export const limiterPeers = [
  UNION,
  'rate-limiter-flexible, one limit',
  'express-rate-limit MemoryStore, one limit',
  'llm-spend-guard, 4 budgets, check + record',
  'floor: 4 limits in a Float64Array',
  'floor: a counter in a Map',
] as const
export type LimiterPeer = (typeof limiterPeers)[number]

export const BARE = 'the app without a limiter'
export const EXPRESS_RATE_LIMIT = 'express-rate-limit, one limit, draft-8 fields'

import { type Clock, createLimiter, type Limiter, memoryStore, type Policy, type Store } from '@llm-limit/core'

/** What an engine said of its last decision and its last settlement, beyond what they themselves say. */
export interface Told {
  tier: string
  phase: string
  rung: number
  isClamped: boolean
  nanoUsd: number
  isStoreFull: boolean
}

export interface SimulatedLimiter {
  readonly limiter: Limiter
  readonly told: Readonly<Told>
}

export interface LimiterSurroundings {
  readonly clock: Clock
  readonly maxUsers: number
  readonly around: (store: Store) => Store
}

/** The engine of the app, with its policy, on another clock and on counters of its own: nothing of the app is touched. */
export function simulatedLimiter(policy: Policy, { clock, maxUsers, around }: LimiterSurroundings): SimulatedLimiter {
  const told: Told = { tier: '', phase: 'normal', rung: 0, isClamped: false, nanoUsd: 0, isStoreFull: false }
  let ids = 0
  const limiter = createLimiter({
    ...policy,
    clock,
    mode: 'enforce',
    store: around(
      memoryStore({
        clock,
        maxRecords: maxUsers * recordsPerUser(policy),
        onFull: () => {
          told.isStoreFull = true
        },
      }),
    ),
    records: undefined,
    whenStoreFails: 'deny',
    newId: () => `${++ids}`,
    random: () => 0,
  })
  limiter.on('call-admitted', ({ tier, phase, rung, clamped }) => {
    told.tier = tier
    told.phase = phase
    told.rung = rung
    told.isClamped = clamped
  })
  limiter.on('call-denied', ({ tier }) => {
    told.tier = tier
  })
  limiter.on('attempt-ended', ({ nanoUsd }) => {
    told.nanoUsd = nanoUsd
  })
  return { limiter, told }
}

/** One for his budgets, one for each operation that has quotas of its own, one for an organisation. */
function recordsPerUser({ tiers = {} }: Policy): number {
  return 2 + Math.max(0, ...Object.values(tiers).map(({ operations = {} }) => Object.keys(operations).length))
}

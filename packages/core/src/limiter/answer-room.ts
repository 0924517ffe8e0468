import type { Plan } from '../policy/plan.js'

/** Least tokens by which a hold is lifted at once: a store is not asked for every chunk. */
const LEAST_STEP = 128

/** By how many tokens the hold of an answer that has come so far is lifted. */
export function stepAfter(outputTokens: number): number {
  return Math.max(LEAST_STEP, Math.ceil(outputTokens / 4))
}

/** What lifting a hold did, in charged units of each quota. */
export interface Lift {
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** Used with the lifted hold, as the store says. */
  readonly used: readonly number[]
}

export interface AnswerRoom {
  /** How many tokens of the step there is room for. */
  readonly tokens: number
  /** Names of the quotas that have less room than the step needs. */
  readonly short: readonly string[]
}

/** How much of a step fits below the hard ceilings. A quota that the step does not fill has nothing to say. */
export function roomFor({ quotas, caps }: Plan, step: number, { before, after, used }: Lift): AnswerRoom {
  const ceilings = caps[caps.length - 1] ?? []
  const short: string[] = []
  let tokens = step
  for (const [i, { name }] of quotas.entries()) {
    const lifted = (after[i] ?? 0) - (before[i] ?? 0)
    const over = (used[i] ?? 0) - (ceilings[i] ?? 0)
    if (lifted <= 0 || over <= 0) continue
    short.push(name)
    tokens = Math.min(tokens, Math.max(0, Math.floor((step * (lifted - over)) / lifted)))
  }
  return { tokens, short }
}

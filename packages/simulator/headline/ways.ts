import { DEFAULT_LADDER, type Policy, type QuotaText, type Rung } from '@llm-limit/core'
import { defaultPrices } from '@llm-limit/providers'
import type { ReplayOptions } from '@llm-limit/simulator'
import { MODEL } from './demand.js'

/** One way to keep every user within an hourly budget. */
export interface Way {
  readonly name: string
  /** Percent of the budget that nothing should pass. */
  readonly ceilingPercent: number
  options(budgetNanoUsd: number): ReplayOptions
}

const UNTAUGHT = { estimates: false } as const

const MINI: readonly Rung[] = [
  { at: 100, phase: 'soft', models: { [MODEL]: 'gpt-5-mini' } },
  { at: 120, phase: 'hard' },
]
const UNCLAMPED: readonly Rung[] = DEFAULT_LADDER.map(({ output: _, ...rung }) => rung)
const ONE_STEP_DOWN: readonly Rung[] = DEFAULT_LADDER.filter(
  ({ phase }, i) => phase !== 'soft' || DEFAULT_LADDER[i - 1]?.phase !== 'soft',
)

/** Each of the first eight adds to the one before; the others stand beside them. */
export const WAYS: readonly Way[] = [
  { name: 'request counting', ceilingPercent: 100, options: () => ({ policy: counting() }) },
  spending('wall at 100 %', 100, { ladder: 'wall', ...UNTAUGHT }),
  spending('one rung at 100 %', 120, { ladder: MINI, ...UNTAUGHT }),
  spending('default ladder', 120, { ladder: UNCLAMPED, ...UNTAUGHT }),
  spending('+ clamp', 120, UNTAUGHT),
  spending('+ learned estimates', 120, {}),
  spending('+ burn rate (pace: 0.25)', 120, { ladder: pacedLadder(0.25) }),
  spending('+ waiting: everything on', 120, { ladder: pacedLadder(0.25) }, { waitMs: 30_000 }),
  spending('wall at 120 %', 120, { ladder: [{ at: 120, phase: 'hard' }] }),
  spending('one step down, to mini', 120, { ladder: ONE_STEP_DOWN }),
]

export const WALL = 'wall at 100 %'

export function pacedLadder(pace: number): readonly Rung[] {
  return DEFAULT_LADDER.map((rung) => (rung.phase === 'soft' ? { ...rung, pace } : rung))
}

function counting(): Policy {
  return { ...common(), quotas: ['10 requests / minute', '100 requests / hour'], ladder: 'wall' }
}

export function spending(
  name: string,
  ceilingPercent: number,
  policy: Pick<Policy, 'ladder' | 'estimates' | 'prices'>,
  options: Omit<ReplayOptions, 'policy'> = {},
): Way {
  return {
    name,
    ceilingPercent,
    options: (budget) => ({ policy: { ...common(), ...policy, quotas: [hourly(budget)] }, ...options }),
  }
}

function common(): Policy {
  return { expects: { model: MODEL }, prices: defaultPrices }
}

function hourly(nanoUsd: number): QuotaText {
  return `$${Number((nanoUsd / 1e9).toFixed(9))} / hour`
}

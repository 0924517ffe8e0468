import type { Policy } from '@llm-limit/core'
import today from './limits.ts'

/** What it could have: the same budgets, and a cheaper model instead of a wall. */
const policy: Policy = {
  ...today,
  ladder: [
    { at: 80, phase: 'warning' },
    { at: 100, phase: 'soft', models: { 'gpt-5': 'gpt-5-mini' }, output: { factor: 0.5, floor: 256 } },
    { at: 120, phase: 'hard' },
  ],
}

export default policy

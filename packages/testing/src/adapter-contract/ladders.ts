import type { Rung } from '@llm-limit/core'

/** One step down, and no delay: time stands still in these tests. */
export const LADDER: readonly Rung[] = [
  { at: 80, phase: 'warning' },
  { at: 100, phase: 'soft', output: { factor: 0.5, floor: 256 } },
  { at: 120, phase: 'hard' },
]

export const AT_ONCE: { readonly policy: { readonly ladder: readonly Rung[] } } = { policy: { ladder: LADDER } }

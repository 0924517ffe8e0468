const PHASES = ['normal', 'warning', 'soft', 'hard'] as const

export type Phase = (typeof PHASES)[number]

export function isPhase(value: unknown): value is Phase {
  return PHASES.some((phase) => phase === value)
}

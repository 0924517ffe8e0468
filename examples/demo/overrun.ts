import type { Quota } from '@llm-limit/core'

/** What one user has spent of one quota. */
export interface Line {
  readonly quota: Quota
  /** Most that may be reserved: the ladder's last ceiling, or 100 % of a wall. */
  readonly ceiling: number
  settled: number
  /** What calls that were open at the last admission, and have ended since, used beyond what they held. */
  excess: number
}

/** How far all users together went beyond one quota. */
export interface Overrun {
  readonly quota: string
  readonly beyondLimit: number
  readonly beyondCeiling: number
  /** Most that `beyondCeiling` may be: the sum over open calls of max(0, used - held), of the users who went beyond. */
  readonly bound: number
  /** Users who went further than their own bound. */
  readonly broken: number
}

/** One a quota. Only of quotas whose window is longer than the replay: there, what is settled stays. */
export function overrunsOf(lines: readonly Line[]): Overrun[] {
  const lasting = lines.filter(({ quota }) => isLasting(quota))
  const counters = [...new Set(lasting.map(({ quota }) => quota.counter))]
  return counters.map((counter) =>
    overrunOf(
      counter,
      lasting.filter(({ quota }) => quota.counter === counter),
    ),
  )
}

function overrunOf(counter: string, lines: readonly Line[]): Overrun {
  const sum = (amount: (line: Line) => number): number => lines.reduce((total, line) => total + amount(line), 0)
  return {
    quota: counter.split(' ')[0] ?? counter,
    beyondLimit: sum(({ settled, quota }) => Math.max(0, settled - quota.limit)),
    beyondCeiling: sum(({ settled, ceiling }) => Math.max(0, settled - ceiling)),
    bound: sum(({ settled, ceiling, excess }) => (settled > ceiling ? excess : 0)),
    broken: sum(({ settled, ceiling, excess }) => (settled - ceiling > excess ? 1 : 0)),
  }
}

const HOUR_MS = 3_600_000

function isLasting({ aging }: Quota): boolean {
  return aging.algorithm === 'calendar' || (aging.algorithm === 'sliding' && aging.windowMs > HOUR_MS)
}

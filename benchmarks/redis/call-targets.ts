import { OURS } from '../contestants/names.js'
import type { Row } from '../harness/sections.js'
import { reserveName, settleName } from './our-racers.js'

type Targets = Readonly<Record<string, Pick<Row, 'atLeast' | 'atMost'>>>

/** Of INCRBY's calls a second, with 64 in flight. */
export const speedTargets: Targets = {
  [reserveName(OURS, 1)]: { atLeast: 0.4 },
  [reserveName(OURS, 3)]: { atLeast: 0.35 },
  [reserveName(OURS, 16)]: { atLeast: 0.25 },
  [settleName(OURS, 1)]: { atLeast: 0.45 },
}

/** Microseconds. */
export const scriptTargets: Targets = { ...both(1, 25), ...both(3, 25), ...both(64, 50) }

function both(open: number, atMost: number): Targets {
  return { [reserveName(OURS, open)]: { atMost }, [settleName(OURS, open)]: { atMost } }
}

import type { UserReport } from '../findings/report.js'
import { PERIOD_MS, type Span } from './periods.js'
import type { Goal, Spend } from './target.js'

/** A figure over users: the sum of their parts / the sum of their wholes, times a scale. */
export interface Measure {
  readonly scale: number
  /** A user whose whole is 0 is not asked about. */
  of(user: UserReport): { readonly part: number; readonly whole: number }
}

const NOT_ASKED = { part: 0, whole: 0 }

export function goalMeasure({ tier, kind }: Goal): Measure {
  return {
    scale: 1,
    of(user) {
      if (user.tier !== tier) return NOT_ASKED
      if (kind === 'in-full') return { part: user.full, whole: user.requests }
      return { part: user.refusals === 0 ? 1 : 0, whole: 1 }
    },
  }
}

/** A log of seconds says nothing of an hour. */
const SHORTEST_MS = 60_000

/** What all users of the log would spend in a period, from what some of them did in all of its time. */
export function spendMeasure({ period }: Spend, { firstMs, lastMs }: Span, users: number): Measure {
  return {
    scale: (users * PERIOD_MS[period]) / Math.max(SHORTEST_MS, lastMs - firstMs),
    of: ({ spentNanoUsd }) => ({ part: spentNanoUsd, whole: 1 }),
  }
}

/** @returns NaN when no user is asked about. */
export function figureOf(measure: Measure, users: readonly UserReport[]): number {
  let parts = 0
  let wholes = 0
  for (const user of users) {
    const { part, whole } = measure.of(user)
    parts += part
    wholes += whole
  }
  return (measure.scale * parts) / wholes
}

export function askedUsers(measure: Measure, users: readonly UserReport[]): UserReport[] {
  return users.filter((user) => measure.of(user).whole > 0)
}

import type { UserReport } from '../findings/report.js'
import { seededRandom } from '../replay/seeded-random.js'
import type { Measure } from './measure.js'

/** Where a figure lies in 95 of 100 samples of users. */
export interface Interval {
  readonly low: number
  readonly high: number
}

const SAMPLES = 1_000
const TAIL = 0.025

/** The percentile bootstrap over users (https://en.wikipedia.org/wiki/Bootstrapping_(statistics)): whole users are drawn, with all that became of them. */
export function bootstrap(measure: Measure, users: readonly UserReport[], seed: number): Interval {
  const parts = Float64Array.from(users, (user) => measure.of(user).part)
  const wholes = Float64Array.from(users, (user) => measure.of(user).whole)
  const random = seededRandom(seed)
  const values = Float64Array.from({ length: SAMPLES }, () => measure.scale * resampled(parts, wholes, random)).sort()
  return { low: values[Math.floor(TAIL * SAMPLES)] ?? 0, high: values[Math.ceil((1 - TAIL) * SAMPLES) - 1] ?? 0 }
}

function resampled(parts: Float64Array, wholes: Float64Array, random: () => number): number {
  let part = 0
  let whole = 0
  for (let i = 0; i < parts.length; i += 1) {
    const drawn = Math.floor(random() * parts.length)
    part += parts[drawn] ?? 0
    whole += wholes[drawn] ?? 0
  }
  return part / whole
}

/** What n users of whom none was refused leave open (https://en.wikipedia.org/wiki/Rule_of_three_(statistics)): a bootstrap of equals has no width. */
export function shareOfNone(users: number): Interval {
  return { low: Math.max(0, 1 - 3 / users), high: 1 }
}

import { ID_TTL_MS, LATE_MS, type Quota } from '@llm-limit/core'
import { boundaryAt, type Policy, periodIndex } from './policies.js'
import type { Random } from './random.js'

/** Times at which something ends by itself, collected while a history grows. */
export interface Instants {
  add(time: number): void
  /** The ends that follow from settling or closing at `now`. */
  addSettled(quotas: readonly Quota[], now: number): void
  /** A time for the clock to go to: mostly on or beside one of the next ends. */
  next(random: Random, policy: Policy, clock: number): number
}

export function instants(): Instants {
  const known = new Set<number>()
  return {
    add: (time) => void known.add(time),
    addSettled(quotas, now) {
      for (const time of [now + ID_TTL_MS, now + LATE_MS]) known.add(time)
      for (const { aging } of quotas) if (aging.algorithm === 'sliding') known.add(exitOf(now, aging.windowMs))
    },
    next(random, policy, clock) {
      const length = random.pick(windowsOf(policy))
      if (random.oneIn(2))
        return clock + random.pick([1, 0, 999, random.integer(0, length), random.integer(0, 60_000), length])
      const ends = [...known, ...periodEnds(policy, clock)].filter((time) => time > clock).toSorted((a, b) => a - b)
      const end = random.oneIn(8) ? ends.at(-1) : ends[random.pick([0, 0, 0, 1, 2])]
      return Math.max(clock, (end ?? clock + length) + random.pick([0, -1, 1]))
    },
  }
}

/** When a sub-bucket leaves a sliding window. */
function exitOf(settledAt: number, windowMs: number): number {
  const grain = Math.ceil(windowMs / 60)
  return (Math.floor(settledAt / grain) + 61) * grain
}

function periodEnds(policy: Policy, clock: number): number[] {
  return agings(policy).flatMap((aging) =>
    aging.algorithm === 'calendar' ? [boundaryAt(periodIndex(clock, aging.lengthMs) + 1, aging.lengthMs)] : [],
  )
}

function windowsOf(policy: Policy): number[] {
  const lengths = agings(policy).map((aging) =>
    'windowMs' in aging ? aging.windowMs : 'lengthMs' in aging ? aging.lengthMs : 5_000,
  )
  return [5_000, ...lengths]
}

function agings({ home, operation, everyone }: Policy): Policy['home'][number]['aging'][] {
  return [...home, ...operation, ...everyone].map((template) => template.aging)
}

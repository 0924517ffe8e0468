import { ConfigError } from '../errors.js'
import type { Phase } from '../words.js'
import { DEFAULT_LADDER, type Rung } from './policy.js'
import type { Prices } from './prices.js'
import { type ServedModel, servedModel } from './served-model.js'

/** A rung that serves: rung 0 gives what was asked for, later ones less. */
export interface ServedRung {
  readonly index: number
  readonly phase: Phase
  /** Percent of a ladder quota that it may fill. */
  readonly ceiling: number
  /** Least share of that ceiling that a calendar quota may fill at any time; undefined: all of it. */
  readonly pace: number | undefined
  readonly modelFor: ServedModel
  readonly output: { readonly factor: number; readonly floor: number } | undefined
  readonly delayMs: number
  readonly cache: 'normal' | 'looser'
  readonly isLast: boolean
}

export interface Ladder {
  readonly rungs: readonly ServedRung[]
  /** Permille of a limit from which phase `warning` is told. */
  readonly warnAt: number
  /** Permille of a limit that nothing passes. */
  readonly hardAt: number
}

const WALL: readonly Rung[] = [
  { at: 80, phase: 'warning' },
  { at: 100, phase: 'hard' },
]

export function ladderOf(input: readonly Rung[] | 'wall' | undefined, prices: Prices | undefined): Ladder {
  const steps = input === 'wall' ? WALL : (input ?? DEFAULT_LADDER)
  validate(steps)
  const serving = steps.filter((step) => step.phase === 'soft')
  const hard = steps[steps.length - 1]?.at ?? 100
  const first: ServedRung = {
    index: 0,
    phase: 'normal',
    ceiling: serving[0]?.at ?? hard,
    pace: serving[0]?.pace,
    modelFor: (asked) => asked,
    output: undefined,
    delayMs: 0,
    cache: 'normal',
    isLast: serving.length === 0,
  }
  const rest = serving.map((step, i): ServedRung => servedRung(step, i + 1, serving[i + 1], hard, prices))
  const warnAt = steps.find((step) => step.phase === 'warning')?.at ?? first.ceiling
  return { rungs: [first, ...rest], warnAt: warnAt * 10, hardAt: hard * 10 }
}

function servedRung(
  step: Rung,
  index: number,
  next: Rung | undefined,
  hard: number,
  prices: Prices | undefined,
): ServedRung {
  return {
    index,
    phase: step.phase,
    ceiling: next?.at ?? hard,
    pace: next?.pace,
    modelFor: servedModel(step, prices),
    output: step.output,
    delayMs: step.delayMs ?? 0,
    cache: step.cache ?? 'normal',
    isLast: next === undefined,
  }
}

function validate(steps: readonly Rung[]): void {
  const order = { warning: 0, soft: 1, hard: 2 } as const
  steps.forEach((step, i) => {
    const before = steps[i - 1]
    if (!Number.isInteger(step.at) || step.at < 1 || step.at > 1000) {
      throw new ConfigError(`ladder: at ${step.at} must be a whole percentage from 1 to 1000.`)
    }
    if (before !== undefined && (before.at >= step.at || order[before.phase] > order[step.phase])) {
      throw new ConfigError(
        `ladder: rungs must rise in 'at' and go from warning over soft to hard, not ${before.phase} ${before.at} then ${step.phase} ${step.at}.`,
      )
    }
    validateTerms(step)
  })
  validatePace(steps.filter((step) => step.phase === 'soft'))
  if (steps.filter((step) => step.phase === 'hard').length !== 1)
    throw new ConfigError(`ladder: exactly one rung, the last, has phase 'hard'.`)
}

/** A later rung never begins before an earlier one. */
function validatePace(serving: readonly Rung[]): void {
  serving.forEach(({ at, pace = 1 }, i) => {
    const { at: earlier, pace: before = 1 } = serving[i - 1] ?? { at, pace: 0 }
    if (pace < before)
      throw new ConfigError(
        `ladder: pace ${pace} at ${at} % must not be below the ${before} at ${earlier} %. Give both the same.`,
      )
  })
}

function validateTerms({ at, phase, pace, output, delayMs = 0 }: Rung): void {
  if (
    output !== undefined &&
    !(output.factor > 0 && output.factor <= 1 && Number.isInteger(output.floor) && output.floor >= 0)
  ) {
    throw new ConfigError(`ladder: output at ${at} % needs a factor above 0 and at most 1 and a floor in whole tokens.`)
  }
  if (pace !== undefined && phase !== 'soft')
    throw new ConfigError(`ladder: pace ${pace} at ${at} % is of phase '${phase}'. Only a soft rung can begin early.`)
  if (pace !== undefined && !(pace > 0 && pace <= 1))
    throw new ConfigError(`ladder: pace ${pace} at ${at} % must be above 0 and at most 1, such as 0.25.`)
  if (!(delayMs >= 0 && delayMs <= 60_000))
    throw new ConfigError(`ladder: delayMs ${delayMs} at ${at} % must be from 0 to 60,000.`)
}

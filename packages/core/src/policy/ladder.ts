import { ConfigError } from '../errors.js'
import type { Phase } from '../words.js'
import { DEFAULT_LADDER, type Rung } from './policy.js'
import { isDearer } from './price.js'
import type { Prices } from './prices.js'

/** A rung that serves: rung 0 gives what was asked for, later ones less. */
export interface ServedRung {
  readonly index: number
  readonly phase: Phase
  /** Percent of a ladder quota that it may fill. */
  readonly ceiling: number
  /** The model to serve for the one asked for. */
  readonly modelFor: (asked: string) => string
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
    modelFor: (asked) => asked,
    output: undefined,
    delayMs: 0,
    cache: 'normal',
    isLast: serving.length === 0,
  }
  const rest = serving.map(
    (step, i): ServedRung => servedRung(step, i + 1, serving[i + 1]?.at ?? hard, i === serving.length - 1, prices),
  )
  const warnAt = steps.find((step) => step.phase === 'warning')?.at ?? first.ceiling
  return { rungs: [first, ...rest], warnAt: warnAt * 10, hardAt: hard * 10 }
}

function servedRung(
  step: Rung,
  index: number,
  ceiling: number,
  isLast: boolean,
  prices: Prices | undefined,
): ServedRung {
  return {
    index,
    phase: step.phase,
    ceiling,
    modelFor: modelMap(step, prices),
    output: step.output,
    delayMs: step.delayMs ?? 0,
    cache: step.cache ?? 'normal',
    isLast,
  }
}

function modelMap(step: Rung, prices: Prices | undefined): (asked: string) => string {
  const { models } = step
  if (models === undefined) return (asked) => prices?.cheaperThan?.(asked) ?? asked
  const exact = new Map(Object.entries(models).filter(([asked]) => !asked.endsWith('*')))
  const prefixes = Object.entries(models)
    .filter(([asked]) => asked.endsWith('*'))
    .map(([asked, served]) => [asked.slice(0, -1), served] as const)
    .sort(([a], [b]) => b.length - a.length)
  for (const [asked, served] of Object.entries(models)) validateMapping(asked, served, prices)
  // What a wildcard matches may be cheaper than its target: such a model is kept.
  return (asked) => {
    const served = exact.get(asked) ?? prefixes.find(([prefix]) => asked.startsWith(prefix))?.[1] ?? asked
    return isDearer(prices?.priceOf(served), prices?.priceOf(asked)) ? asked : served
  }
}

function validateMapping(asked: string, served: string, prices: Prices | undefined): void {
  if (prices === undefined) return
  const target = prices.priceOf(served)
  if (target === undefined)
    throw new ConfigError(
      `ladder models: '${served}' (for '${asked}') has no price. Map to one priced model or add its price.`,
    )
  const source = asked.endsWith('*') ? undefined : prices.priceOf(asked)
  if (isDearer(target, source)) {
    throw new ConfigError(`ladder models: '${served}' costs more than '${asked}'. A lower rung must not cost more.`)
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
  if (steps.filter((step) => step.phase === 'hard').length !== 1)
    throw new ConfigError(`ladder: exactly one rung, the last, has phase 'hard'.`)
}

function validateTerms({ at, output, delayMs = 0 }: Rung): void {
  if (
    output !== undefined &&
    !(output.factor > 0 && output.factor <= 1 && Number.isInteger(output.floor) && output.floor >= 0)
  ) {
    throw new ConfigError(`ladder: output at ${at} % needs a factor above 0 and at most 1 and a floor in whole tokens.`)
  }
  if (!(delayMs >= 0 && delayMs <= 60_000))
    throw new ConfigError(`ladder: delayMs ${delayMs} at ${at} % must be from 0 to 60,000.`)
}

import type { Sample, TextClass } from './samples.js'

/** Parameters of one kind, and what their sum over a sample, its score, says about its tokens. */
export interface Model {
  readonly size: number
  readonly least: number
  readonly most: number
  readonly prior: number
  /** Expected tokens beyond the first, and its slope. */
  readonly excess: (score: number) => number
  readonly slope: (score: number) => number
}

interface Row {
  readonly parameters: readonly number[]
  readonly excess: number
  readonly weight: number
  readonly shares: readonly (readonly [index: number, share: number])[]
}

const ROUNDS = 700
/** Rounds of plain least squares before the biases of the classes are looked at. */
const WARM_UP = 80
/** Of the multipliers. */
const RATE = 0.25
const PRIOR_WEIGHT = 2e-5

/**
 * Weighted least squares by diagonal Newton steps, under the condition that no class is biased as a whole:
 * a multiplier a class grows as long as its bias lasts. Hostile classes only push upwards.
 */
export function minimize(
  model: Model,
  samples: readonly Sample[],
  classes: readonly TextClass[],
  featuresOf: (piece: string) => readonly number[],
): Float64Array {
  const rows = samples.map((sample) => rowOf(sample, classes, featuresOf(sample.piece)))
  const values = new Float64Array(model.size).fill(model.prior)
  const multipliers = new Float64Array(classes.length)
  for (let round = 0; round < ROUNDS; round++) {
    const biases = step(model, rows, values, multipliers, classes)
    if (round < WARM_UP) continue
    classes.forEach(({ goal, hostile }, index) => {
      const next = (multipliers[index] ?? 0) + RATE * ((biases[index] ?? 0) - goal)
      multipliers[index] = hostile ? Math.min(0, next) : next
    })
  }
  return values
}

function rowOf(sample: Sample, classes: readonly TextClass[], parameters: readonly number[]): Row {
  const shares = [...sample.shares]
  const weight = shares.reduce((sum, [index, share]) => sum + share * (classes[index]?.weight ?? 0), 0)
  return { parameters, excess: sample.tokens - 1, weight, shares }
}

/** One step of all parameters at once. Returns the bias of each class before it. */
function step(
  model: Model,
  rows: readonly Row[],
  values: Float64Array,
  multipliers: Float64Array,
  classes: readonly TextClass[],
): Float64Array {
  const gradient = new Float64Array(model.size)
  const curvature = new Float64Array(model.size).fill(PRIOR_WEIGHT)
  const biases = new Float64Array(classes.length)
  for (const { parameters, excess, weight, shares } of rows) {
    let score = 0
    for (const parameter of parameters) score += values[parameter] ?? 0
    const error = model.excess(score) - excess
    let pull = weight * error
    for (const [index, share] of shares) {
      biases[index] = (biases[index] ?? 0) + share * error
      pull += (multipliers[index] ?? 0) * share * (classes[index]?.weight ?? 0)
    }
    const slope = model.slope(score)
    const bend = weight * (slope * slope * parameters.length + 1e-4)
    for (const parameter of parameters) {
      gradient[parameter] = (gradient[parameter] ?? 0) + pull * slope
      curvature[parameter] = (curvature[parameter] ?? 0) + bend
    }
  }
  for (let parameter = 0; parameter < model.size; parameter++) {
    const value = values[parameter] ?? 0
    const slope = (gradient[parameter] ?? 0) + PRIOR_WEIGHT * (value - model.prior)
    const next = value - slope / (curvature[parameter] ?? 1)
    values[parameter] = Math.max(model.least, Math.min(model.most, next))
  }
  return biases
}

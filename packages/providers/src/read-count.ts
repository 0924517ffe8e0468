import type { JsonObject } from './json.js'
import type { InvalidMember } from './wire.js'

const { isSafeInteger, MAX_SAFE_INTEGER } = Number
const { abs } = Math

/** No model answers longer; keeps products with prices and choices far below 2^52. */
export const LONGEST_ANSWER = 10_000_000
/** Longer names are no model's, and would only cost time and log space. */
export const LONGEST_MODEL_NAME = 256

export interface CountMember {
  /** Undefined when the member is absent or null. */
  readonly value?: number | undefined
  readonly invalid?: InvalidMember | undefined
}

const ABSENT: CountMember = {}

/**
 * A count in a body, such as `n`. Strings, fractions, negatives, booleans, arrays and what JSON.parse makes of 1e309
 * are invalid, not coerced: the API might read them differently.
 */
export function readCount(body: JsonObject, param: string, least: number, most: number): CountMember {
  const value = body[param]
  if (value === undefined || value === null) return ABSENT
  if (typeof value === 'number' && isSafeInteger(value) && value >= least && value <= most) return { value: abs(value) }
  return { invalid: { param, message: `'${param}' must be a whole number from ${least} to ${most}.` } }
}

/** The largest of several names for the output cap, since it is unknown which of them the API will honour. */
export function readCap(body: JsonObject, names: readonly string[]): CountMember {
  let largest = ABSENT
  for (const name of names) {
    const count = readCount(body, name, 0, MAX_SAFE_INTEGER)
    if (count.invalid !== undefined) return count
    if (count.value !== undefined && count.value >= (largest.value ?? 0)) largest = count
  }
  return (largest.value ?? 0) > LONGEST_ANSWER ? { value: LONGEST_ANSWER } : largest
}

export function invalidModel(model: string | undefined): InvalidMember | undefined {
  if (model === undefined || model.length <= LONGEST_MODEL_NAME) return undefined
  return { param: 'model', message: `'model' must have at most ${LONGEST_MODEL_NAME} characters.` }
}

import type { JsonObject } from './json.js'
import type { InvalidMember } from './wire.js'

/** No model answers longer; keeps products with prices and choices far below 2^52. */
export const LONGEST_ANSWER = 10_000_000
/** Longer names are no model's, and would only cost time and log space. */
export const LONGEST_MODEL_NAME = 256

export interface CountMember {
  /** Undefined when the member is absent or null. */
  readonly value?: number | undefined
  readonly invalid?: InvalidMember | undefined
}

/**
 * A count in a body, such as `n`. Strings, fractions, negatives, booleans, arrays and what JSON.parse makes of 1e309
 * are invalid, not coerced: the API might read them differently.
 */
export function readCount(body: JsonObject, param: string, least: number, most: number): CountMember {
  const value = body[param]
  if (value === undefined || value === null) return {}
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
    return { value: Math.abs(value) }
  return { invalid: { param, message: `'${param}' must be a whole number from ${least} to ${most}.` } }
}

/** The largest of several names for the output cap, since it is unknown which of them the API will honour. */
export function readCap(body: JsonObject, names: readonly string[]): CountMember {
  let largest: number | undefined
  for (const name of names) {
    const { value, invalid } = readCount(body, name, 0, Number.MAX_SAFE_INTEGER)
    if (invalid !== undefined) return { invalid }
    if (value !== undefined) largest = Math.min(LONGEST_ANSWER, Math.max(value, largest ?? 0))
  }
  return { value: largest }
}

import { invalidRequest } from './error-answer.js'
import type { ErrorAnswer } from './fault.js'

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Refuses a field that is there and is no integer from `least` to `most`. `null` means absent, as at OpenAI. */
export function integerProblem(body: JsonObject, param: string, least: number, most: number): ErrorAnswer | undefined {
  const value = body[param] ?? undefined
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value)) return typeProblem(param, 'an integer', value)
  if (value < least) return bound(param, 'below min', '>=', least, value)
  if (value > most) return bound(param, 'above max', '<=', most, value)
  return undefined
}

export function booleanProblem(body: JsonObject, param: string): ErrorAnswer | undefined {
  const value = body[param] ?? undefined
  return value === undefined || typeof value === 'boolean' ? undefined : typeProblem(param, 'a boolean', value)
}

export function typeProblem(param: string, expected: string, value: unknown): ErrorAnswer {
  return invalidRequest(
    `Invalid type for '${param}': expected ${expected}, but got ${kindOf(value)} instead.`,
    param,
    'invalid_type',
  )
}

export function missing(param: string): ErrorAnswer {
  return invalidRequest(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter')
}

/** A whole number that the parsed body holds under `name`, checked before. */
export function integerOf(body: JsonObject, name: string): number | undefined {
  const value = body[name]
  return typeof value === 'number' ? value : undefined
}

function bound(
  param: string,
  side: 'below min' | 'above max',
  sign: string,
  limit: number,
  value: number,
): ErrorAnswer {
  const message = `Invalid '${param}': integer ${side}imum value. Expected a value ${sign} ${limit}, but got ${value} instead.`
  return invalidRequest(message, param, `integer_${side.replace(' ', '_')}_value`)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return Number.isFinite(value) ? 'a decimal number' : 'a number out of range'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

import { invalidRequest } from '../error-answer.js'
import type { ErrorAnswer } from '../fault.js'
import { integerOf, integerProblem, type JsonObject } from '../json-reading.js'
import type { ChatVendor } from './chat-vendor.js'

/** How the server treats the two fields that cap an answer, `max_completion_tokens` and the deprecated `max_tokens`. */
export interface CapRules {
  /** Which one holds when both are given: providers differ. Default `smallest`; `refuse` answers 400. */
  readonly whenBothCaps?: 'smallest' | 'largest' | 'refuse' | undefined
  /** Models that refuse `max_tokens` with 400, as reasoning models do. Default: none. */
  readonly refusesMaxTokens?: ((model: string) => boolean) | undefined
  /** Whose manner of chat completions it has. Default `openai`. */
  readonly vendor?: ChatVendor | undefined
}

const FIELDS = ['max_completion_tokens', 'max_tokens'] as const

export function capProblem(body: JsonObject, model: string, rules: CapRules): ErrorAnswer | undefined {
  const [newer, older] = FIELDS
  for (const field of FIELDS) {
    const problem = integerProblem(body, field, 1, Number.MAX_SAFE_INTEGER)
    if (problem !== undefined) return problem
  }
  if (integerOf(body, older) === undefined) return undefined
  if (rules.refusesMaxTokens?.(model) === true) {
    const message = `Unsupported parameter: '${older}' is not supported with this model. Use '${newer}' instead.`
    return invalidRequest(message, older, 'unsupported_parameter')
  }
  if (rules.whenBothCaps === 'refuse' && integerOf(body, newer) !== undefined) {
    return invalidRequest(
      `Setting '${older}' and '${newer}' at the same time is not supported.`,
      older,
      'invalid_parameter_combination',
    )
  }
  return undefined
}

/** Most tokens that one choice may have; `undefined`: as many as it likes. */
export function capOf(body: JsonObject, { whenBothCaps = 'smallest' }: CapRules): number | undefined {
  const caps = FIELDS.map((field) => integerOf(body, field)).filter((cap) => cap !== undefined)
  if (caps.length === 0) return undefined
  return whenBothCaps === 'largest' ? Math.max(...caps) : Math.min(...caps)
}

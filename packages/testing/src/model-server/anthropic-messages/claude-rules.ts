import { invalidRequest } from '../error-answer.js'
import type { ErrorAnswer } from '../fault.js'
import { integerOf, integerProblem, isObject, type JsonObject } from '../json-reading.js'

const LEAST_BUDGET = 1_024
const SAMPLING = ['temperature', 'top_p', 'top_k'] as const

/** What single Claudes refuse: the newer ones sampling, thinking budgets and prefill, the older ones adaptive thinking. */
export function claudeProblem(body: JsonObject, model: string, cap: number): ErrorAnswer | undefined {
  const version = versionOf(model)
  return samplingProblem(body, version) ?? thinkingProblem(body, version, cap) ?? prefillProblem(body, version)
}

/** `claude-opus-4-6` is 4.6, `claude-sonnet-5` is 5; a name without a number counts as the newest. */
function versionOf(model: string): number {
  const [, major, minor = '0'] = /-(\d)(?:-(\d)(?!\d))?/.exec(model) ?? []
  return major === undefined ? Number.POSITIVE_INFINITY : Number(`${major}.${minor}`)
}

function samplingProblem(body: JsonObject, version: number): ErrorAnswer | undefined {
  const set = SAMPLING.filter((name) => body[name] !== undefined)
  const [first] = set
  if (first !== undefined && version > 4.6) return invalidRequest(`\`${first}\` is deprecated for this model.`)
  if (version < 4.1 || !set.includes('temperature') || !set.includes('top_p')) return undefined
  return invalidRequest('`temperature` and `top_p` cannot both be specified for this model.')
}

function thinkingProblem({ thinking }: JsonObject, version: number, cap: number): ErrorAnswer | undefined {
  if (!isObject(thinking)) return undefined
  const { type } = thinking
  const isKnown =
    version > 4.6
      ? type === 'adaptive'
      : type === 'enabled' || type === 'disabled' || (type === 'adaptive' && version === 4.6)
  if (!isKnown) return invalidRequest(`"thinking.type.${String(type)}" is not supported for this model.`)
  if (type !== 'enabled') return undefined
  if (integerProblem(thinking, 'budget_tokens', LEAST_BUDGET, Number.MAX_SAFE_INTEGER) !== undefined) {
    return invalidRequest(`thinking.enabled.budget_tokens: Input should be greater than or equal to ${LEAST_BUDGET}`)
  }
  if ((integerOf(thinking, 'budget_tokens') ?? 0) < cap) return undefined
  return invalidRequest('`max_tokens` must be greater than `thinking.budget_tokens`.')
}

function prefillProblem({ messages }: JsonObject, version: number): ErrorAnswer | undefined {
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined
  if (version < 4.6 || !isObject(last) || last['role'] !== 'assistant') return undefined
  return invalidRequest(
    'This model does not support assistant message prefill. The conversation must end with a user message.',
  )
}

import { invalidRequest } from '../error-answer.js'
import type { ErrorAnswer } from '../fault.js'
import { isObject, type JsonObject } from '../json-reading.js'
import { camelCase } from './member-names.js'

/** https://ai.google.dev/api/generate-content#generationconfig; any other member is refused. */
const MEMBERS: ReadonlySet<string> = new Set([
  ...['maxOutputTokens', 'candidateCount', 'temperature', 'topP', 'topK', 'seed', 'stopSequences', 'thinkingConfig'],
  ...['responseMimeType', 'responseSchema', 'responseJsonSchema', 'responseModalities', 'mediaResolution'],
  ...['presencePenalty', 'frequencyPenalty', 'responseLogprobs', 'logprobs', 'speechConfig', 'imageConfig'],
])
const LONGEST_ANSWER = 65_536
const MOST_CANDIDATES = 8

/** What single models refuse: budgets out of their range, levels before Gemini 3, both of them, and thinking before 2.5. */
const BUDGETS: readonly (readonly [prefix: string, least: number, most: number, canBeOff: boolean])[] = [
  ['gemini-2.5-pro', 128, 32_768, false],
  ['gemini-2.5-flash-lite', 512, 24_576, true],
  ['gemini-2.5-flash', 1, 24_576, true],
  ['gemini-3', 1, 32_768, false],
]

export function configProblem({ generationConfig }: JsonObject, model: string): ErrorAnswer | undefined {
  if (generationConfig === undefined) return undefined
  if (!isObject(generationConfig)) return invalidRequest("Invalid value at 'generation_config'")
  const config = camelCase(generationConfig)
  if (!isObject(config)) return invalidRequest(config)
  const unknown = Object.keys(config).find((name) => !MEMBERS.has(name))
  if (unknown !== undefined) {
    return invalidRequest(
      `Invalid JSON payload received. Unknown name "${unknown}" at 'generation_config': Cannot find field.`,
    )
  }
  return (
    rangeProblem(config, 'maxOutputTokens', LONGEST_ANSWER) ??
    rangeProblem(config, 'candidateCount', MOST_CANDIDATES) ??
    thinkingProblem(config['thinkingConfig'], model)
  )
}

/** Protobuf's JSON takes "64" for 64. */
function rangeProblem(config: JsonObject, name: string, most: number): ErrorAnswer | undefined {
  const value = config[name]
  const count = typeof value === 'string' && value !== '' ? Number(value) : value
  if (value === undefined || (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= most)) {
    return undefined
  }
  return invalidRequest(
    `Unable to submit request because it has a ${name} value that is not supported; the supported range is from 1 (inclusive) to ${most + 1} (exclusive).`,
  )
}

function thinkingProblem(thinking: unknown, model: string): ErrorAnswer | undefined {
  if (thinking === undefined) return undefined
  const config = isObject(thinking) ? camelCase(thinking) : "Invalid value at 'thinking_config'"
  if (!isObject(config)) return invalidRequest(config)
  const { thinkingBudget, thinkingLevel } = config
  const rule = BUDGETS.find(([prefix]) => model.startsWith(prefix))
  if (rule === undefined) return invalidRequest('Thinking is not enabled for this model.')
  if (thinkingBudget !== undefined && thinkingLevel !== undefined) {
    return invalidRequest('You can only set only one of thinking budget and thinking level.')
  }
  if (thinkingLevel !== undefined && !model.startsWith('gemini-3')) {
    return invalidRequest('Thinking level is not supported for this model.')
  }
  const [, least, most, canBeOff] = rule
  const budget = thinkingBudget === undefined ? -1 : Number(thinkingBudget)
  if (budget === -1 || (budget === 0 && canBeOff) || (budget >= least && budget <= most)) return undefined
  return invalidRequest(`The thinking budget ${budget} is invalid. Please choose a value between ${least} and ${most}.`)
}

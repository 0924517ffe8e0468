import { invalidRequest } from '../error-answer.js'
import type { ErrorAnswer } from '../fault.js'
import { booleanProblem, integerOf, integerProblem, isObject, type JsonObject, missing } from '../json-reading.js'
import type { ModelCall } from '../model-call.js'
import { inputProblem, promptOf } from './input-items.js'

/** Least of `max_output_tokens`. */
const LEAST_CAP = 16
/** Where the input may be when it is not in the body. */
const STATE = ['previous_response_id', 'conversation', 'prompt'] as const
/** Of chat completions: where it moved to, when it did. */
const MOVED: Readonly<Record<string, string>> = {
  messages: 'input',
  max_tokens: 'max_output_tokens',
  max_completion_tokens: 'max_output_tokens',
  response_format: 'text.format',
  reasoning_effort: 'reasoning.effort',
}
const UNKNOWN = ['n', 'functions', 'stop', 'modalities', 'max_new_tokens'] as const

/** @returns the call, or the 400 that OpenAI would answer. */
export function readResponsesCall(body: unknown): ModelCall | ErrorAnswer {
  if (!isObject(body)) return invalidRequest('We could not parse the JSON body of your request.')
  const { model, input, prompt } = body
  if ((typeof model !== 'string' || model === '') && !isObject(prompt)) return missing('model')
  const problem =
    foreignProblem(body) ??
    stateProblem(body) ??
    (input === undefined || input === null ? undefined : inputProblem(input)) ??
    integerProblem(body, 'max_output_tokens', LEAST_CAP, Number.MAX_SAFE_INTEGER) ??
    booleanProblem(body, 'stream') ??
    toolsProblem(body)
  if (problem !== undefined) return problem
  return {
    model: typeof model === 'string' ? model : 'model-of-the-prompt',
    prompt: promptOf(body),
    choices: 1,
    cap: integerOf(body, 'max_output_tokens'),
    stream: body['stream'] === true,
    forcedTool: forcedTool(body),
  }
}

function foreignProblem(body: JsonObject): ErrorAnswer | undefined {
  for (const [name, now] of Object.entries(MOVED)) {
    if (body[name] === undefined) continue
    const message = `Unsupported parameter: '${name}'. In the Responses API, this parameter has moved to '${now}'.`
    return invalidRequest(message, name, 'unsupported_parameter')
  }
  const options = body['stream_options']
  const unknown = UNKNOWN.find((name) => body[name] !== undefined)
  const name = isObject(options) && 'include_usage' in options ? 'stream_options.include_usage' : unknown
  return name === undefined ? undefined : invalidRequest(`Unknown parameter: '${name}'.`, name, 'unknown_parameter')
}

function stateProblem({ input, ...body }: JsonObject): ErrorAnswer | undefined {
  const isGiven = (value: unknown): boolean => value !== undefined && value !== null
  if (isGiven(input) || STATE.some((name) => isGiven(body[name]))) return undefined
  const message = "One of 'input' or 'previous_response_id' or 'prompt' or 'conversation' must be provided."
  return invalidRequest(message, undefined, 'missing_required_parameter')
}

function toolsProblem({ tools }: JsonObject): ErrorAnswer | undefined {
  if (!Array.isArray(tools)) return undefined
  const at = tools.findIndex(
    (tool) => isObject(tool) && tool['type'] === 'function' && typeof tool['name'] !== 'string',
  )
  return at < 0 ? undefined : missing(`tools[${at}].name`)
}

function forcedTool({ tools, tool_choice: choice }: JsonObject): string | undefined {
  const tool = isObject(choice) ? choice : choice === 'required' && Array.isArray(tools) ? tools[0] : undefined
  return isObject(tool) && typeof tool['name'] === 'string' ? tool['name'] : undefined
}

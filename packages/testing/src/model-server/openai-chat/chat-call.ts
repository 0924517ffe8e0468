import { invalidRequest } from '../error-answer.js'
import type { ErrorAnswer } from '../fault.js'
import { booleanProblem, integerOf, integerProblem, isObject, type JsonObject, typeProblem } from '../json-reading.js'
import type { ModelCall } from '../model-call.js'
import { type CapRules, capOf, capProblem } from './cap.js'
import { messagesProblem, promptOf } from './messages.js'
import { vendorProblem } from './vendor.js'

/** What a chat completions request asks for. */
export interface ChatCall extends ModelCall {
  /** `stream_options.include_usage`. */
  readonly includeUsage: boolean
}

/** @returns the call, or the 400 that OpenAI would answer. */
export function readChatCall(body: unknown, rules: CapRules): ChatCall | ErrorAnswer {
  if (!isObject(body)) return invalidRequest('We could not parse the JSON body of your request.')
  const { model, messages } = body
  if (typeof model !== 'string' || model === '') return invalidRequest('you must provide a model parameter')
  const problem =
    vendorProblem(body, rules.vendor) ??
    messagesProblem(messages) ??
    integerProblem(body, 'n', 1, 128) ??
    capProblem(body, model, rules) ??
    booleanProblem(body, 'stream') ??
    streamOptionsProblem(body)
  if (problem !== undefined) return problem
  return {
    model,
    prompt: promptOf(messages),
    choices: integerOf(body, 'n') ?? 1,
    cap: capOf(body, rules),
    stream: body['stream'] === true,
    includeUsage: isObject(body['stream_options']) && body['stream_options']['include_usage'] === true,
    forcedTool: forcedTool(body),
  }
}

function streamOptionsProblem(body: JsonObject): ErrorAnswer | undefined {
  const options = body['stream_options'] ?? undefined
  if (options === undefined) return undefined
  if (!isObject(options)) return typeProblem('stream_options', 'an object', options)
  if (body['stream'] !== true) {
    return invalidRequest("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options')
  }
  return booleanProblem(options, 'include_usage')
}

function forcedTool({ tools, tool_choice: choice }: JsonObject): string | undefined {
  if (isObject(choice)) return functionName(choice)
  return choice === 'required' && Array.isArray(tools) ? functionName(tools[0]) : undefined
}

function functionName(tool: unknown): string | undefined {
  const described = isObject(tool) ? tool['function'] : undefined
  return isObject(described) && typeof described['name'] === 'string' ? described['name'] : undefined
}

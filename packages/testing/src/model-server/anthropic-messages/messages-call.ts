import { invalidRequest } from '../error-answer.js'
import type { ErrorAnswer } from '../fault.js'
import { booleanProblem, integerOf, isObject, type JsonObject } from '../json-reading.js'
import type { ModelCall } from '../model-call.js'
import { claudeProblem } from './claude-rules.js'
import { messagesProblem, promptOf } from './input-blocks.js'

/** https://platform.claude.com/docs/en/api/messages/create; any other member is refused. */
const MEMBERS: ReadonlySet<string> = new Set([
  ...['model', 'messages', 'max_tokens', 'system', 'stream', 'stop_sequences', 'metadata', 'service_tier', 'speed'],
  ...['tools', 'tool_choice', 'thinking', 'output_config', 'temperature', 'top_p', 'top_k', 'cache_control'],
  ...['container', 'inference_geo', 'fallbacks', 'mcp_servers', 'context_management', 'diagnostics'],
])

/** @returns the call, or the 400 that Anthropic would answer. */
export function readMessagesCall(body: unknown): ModelCall | ErrorAnswer {
  if (!isObject(body)) return invalidRequest('The request body is not valid JSON.')
  const { model } = body
  if (typeof model !== 'string' || model === '') return invalidRequest('model: Field required')
  const problem = capProblem(body) ?? messagesProblem(body['messages']) ?? shapeProblem(body)
  const cap = integerOf(body, 'max_tokens') ?? 0
  const refused = problem ?? claudeProblem(body, model, cap)
  if (refused !== undefined) return refused
  return {
    model,
    prompt: promptOf(body),
    choices: 1,
    cap,
    stream: body['stream'] === true,
    forcedTool: forcedTool(body),
  }
}

/** 0 is legal: it warms the cache. */
function capProblem({ max_tokens: cap }: JsonObject): ErrorAnswer | undefined {
  if (cap === undefined) return invalidRequest('max_tokens: Field required')
  if (typeof cap !== 'number' || !Number.isInteger(cap)) {
    return invalidRequest('max_tokens: Input should be a valid integer')
  }
  return cap < 0 ? invalidRequest('max_tokens: Input should be greater than or equal to 0') : undefined
}

function shapeProblem(body: JsonObject): ErrorAnswer | undefined {
  const extra = Object.keys(body).find((name) => !MEMBERS.has(name))
  if (extra !== undefined) return invalidRequest(`${extra}: Extra inputs are not permitted`)
  return booleanProblem(body, 'stream')
}

function forcedTool({ tools, tool_choice: choice }: JsonObject): string | undefined {
  if (!isObject(choice)) return undefined
  if (choice['type'] === 'tool') return nameOf(choice)
  return choice['type'] === 'any' && Array.isArray(tools) ? nameOf(tools[0]) : undefined
}

function nameOf(tool: unknown): string | undefined {
  return isObject(tool) && typeof tool['name'] === 'string' ? tool['name'] : undefined
}

import { invalidRequest } from '../error-answer.js'
import type { ErrorAnswer } from '../fault.js'
import { isObject, type JsonObject } from '../json-reading.js'
import type { ModelCall } from '../model-call.js'
import type { ModelRequest } from '../model-request.js'
import { contentsProblem, textIn } from './contents.js'
import { camelCase } from './member-names.js'
import { configProblem } from './model-rules.js'

const CALL = /\/models\/([^/:]+):(generateContent|streamGenerateContent)$/
/** https://ai.google.dev/api/generate-content; any other member is refused. */
const MEMBERS: ReadonlySet<string> = new Set([
  ...['contents', 'systemInstruction', 'tools', 'toolConfig', 'generationConfig', 'safetySettings', 'cachedContent'],
  ...['model', 'labels', 'serviceTier', 'store'],
])

export interface GeminiCall extends ModelCall {
  /** A stream that is not asked for as an event stream is a JSON array. */
  readonly isArray: boolean
}

export function isGeminiPath(path: string): boolean {
  return CALL.test(path)
}

/** @returns the call, or the 400 that Google would answer. */
export function readGeminiCall({ path, query, body: sent }: ModelRequest): GeminiCall | ErrorAnswer {
  const [, model = '', method] = CALL.exec(path) ?? []
  if (!isObject(sent)) return invalidRequest('Invalid JSON payload received. Unexpected token.')
  const body = camelCase(sent)
  if (!isObject(body)) return invalidRequest(body)
  const problem = memberProblem(body) ?? contentsProblem(body['contents']) ?? configProblem(body, model)
  if (problem !== undefined) return problem
  const config = isObject(body['generationConfig']) ? body['generationConfig'] : {}
  const isStream = method === 'streamGenerateContent'
  const stream = isStream && query.get('alt') === 'sse'
  return {
    model: decodeURIComponent(model),
    prompt: textIn(body['systemInstruction']) + textIn(body['contents']),
    choices: Number(config['candidateCount'] ?? 1),
    cap: config['maxOutputTokens'] === undefined ? undefined : Number(config['maxOutputTokens']),
    stream,
    isArray: isStream && !stream,
    forcedTool: forcedTool(body),
  }
}

function memberProblem(body: JsonObject): ErrorAnswer | undefined {
  const unknown = Object.keys(body).find((name) => !MEMBERS.has(name))
  if (unknown === undefined) return undefined
  return invalidRequest(`Invalid JSON payload received. Unknown name "${unknown}": Cannot find field.`)
}

function forcedTool({ tools, toolConfig }: JsonObject): string | undefined {
  const choice = isObject(toolConfig) ? camelCase(toolConfig) : undefined
  const calling = isObject(choice) ? choice['functionCallingConfig'] : undefined
  if (!isObject(calling) || calling['mode'] !== 'ANY') return undefined
  const [allowed] = listOf(calling['allowedFunctionNames'])
  const [declared] = listOf(tools).flatMap((tool) => (isObject(tool) ? listOf(tool['functionDeclarations']) : []))
  if (typeof allowed === 'string') return allowed
  return isObject(declared) && typeof declared['name'] === 'string' ? declared['name'] : undefined
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

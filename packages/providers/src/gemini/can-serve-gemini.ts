import { isJsonObject, type JsonObject } from '../json.js'
import type { WireRequest } from '../wire.js'
import { configOf, eitherOf, type GeminiBody } from './gemini-body.js'
import { callIn } from './gemini-path.js'
import { takesThinking } from './thinking.js'

/** Models that only take or give something else than text. */
const OTHER_KINDS = /-(?:image|tts|live|audio|embedding|computer-use|robotics)/
const GENERATION = /^gemini-(?:2\.\d|\d+)/
/** Of `generationConfig`: what only single models take. */
const SPECIAL = [
  'responseModalities',
  'speechConfig',
  'imageConfig',
  'responseLogprobs',
  'logprobs',
  'presencePenalty',
  'frequencyPenalty',
  'routingConfig',
  'modelSelectionConfig',
  'translationConfig',
] as const

/**
 * Whether another Gemini model takes the same parameters. Errs on the side of no: the rung then keeps the model that was asked for.
 * Looks at parameters only, not at the length of the prompt or at files in it.
 */
export function canServeGemini({ path, body }: WireRequest, target: string): boolean {
  const call = callIn(path)
  if (call === undefined || call.isTuned || !isTextModel(call.model) || !isTextModel(target)) return false
  // A cache belongs to the model that it was made for.
  if (isSet(eitherOf(body, 'cachedContent')) || !hasDeclaredToolsOnly(body)) return false
  const config = configOf(body)
  if (SPECIAL.some((name) => isSet(eitherOf(config, name)))) return false
  const thinking = eitherOf(config, 'thinkingConfig')
  if (isJsonObject(thinking) && !takesThinking(thinking, target)) return false
  // Thinking levels, resolutions and the signatures of tool calls differ from generation to generation.
  const staysInGeneration = generationOf(call.model) === generationOf(target)
  return staysInGeneration || !(isSet(thinking) || isSet(eitherOf(config, 'mediaResolution')) || isSet(toolsOf(body)))
}

/** Tools of Google's own differ from model to model, and so does what they cost. */
export function hasDeclaredToolsOnly(body: JsonObject): boolean {
  const tools = toolsOf(body)
  if (Array.isArray(tools)) return tools.every(isDeclared)
  return !isSet(tools) || isDeclared(tools)
}

function isDeclared(tool: unknown): boolean {
  if (!isJsonObject(tool)) return false
  // for-in allocates nothing.
  for (const name in tool) if (name !== 'functionDeclarations' && name !== 'function_declarations') return false
  return true
}

function toolsOf({ tools }: GeminiBody): unknown {
  return tools
}

function isTextModel(model: string): boolean {
  return GENERATION.test(model) && !OTHER_KINDS.test(model)
}

function generationOf(model: string): string | undefined {
  return GENERATION.exec(model)?.[0]
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)
}

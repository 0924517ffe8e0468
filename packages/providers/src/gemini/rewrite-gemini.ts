import { isJsonObject, type JsonObject } from '../json.js'
import type { RewriteTerms, WireRequest } from '../wire.js'
import { configOf, eitherOf, readMaxOutput } from './gemini-body.js'
import { callIn } from './gemini-path.js'
import { thinkingWithin } from './thinking.js'

/** The model that is served goes into the path: see `pathFor`. */
export function rewriteGemini(
  { path, body: original }: WireRequest,
  { model, maxOutputTokens }: RewriteTerms,
): JsonObject {
  const body: Record<string, unknown> = { ...original }
  const called = callIn(path)?.model
  if (model !== undefined && model !== called && typeof body['model'] === 'string') body['model'] = `models/${model}`
  const asked = readMaxOutput(original).value ?? Number.POSITIVE_INFINITY
  if (maxOutputTokens === undefined || maxOutputTokens >= asked) return body
  const served = model ?? called ?? ''
  body['generationConfig'] = shortened(configOf(original), served, maxOutputTokens)
  // Only where there is one: `delete` makes an object slow for whoever reads it later.
  if ('generation_config' in body) delete body['generation_config']
  return body
}

/** One cap under one name, and thinking that leaves room below it. */
function shortened(config: JsonObject | undefined, model: string, cap: number): JsonObject {
  const { max_output_tokens: _cap, thinking_config: _thinking, thinkingConfig: _old, ...rest } = members(config)
  const asked = eitherOf(config, 'thinkingConfig')
  const thinking = thinkingWithin(isJsonObject(asked) ? asked : undefined, { model, cap })
  return { ...rest, maxOutputTokens: cap, ...(thinking === undefined ? {} : { thinkingConfig: thinking }) }
}

interface Config extends JsonObject {
  readonly max_output_tokens?: unknown
  readonly thinking_config?: unknown
  readonly thinkingConfig?: unknown
}

function members(config: JsonObject | undefined): Config {
  return config ?? {}
}

import { isJsonObject, type JsonObject, memberOf } from '../json.js'
import { deploymentIn, endsIn } from '../openai-path.js'
import type { WireRequest } from '../wire.js'

const ENDPOINT = '/responses'

/** The members of a responses body that matter here; any of them may hold anything. */
export interface ResponsesBody extends JsonObject {
  readonly model?: unknown
  readonly input?: unknown
  readonly messages?: unknown
  readonly tools?: unknown
  readonly stream?: unknown
  readonly include?: unknown
  readonly reasoning?: unknown
  readonly text?: unknown
  readonly service_tier?: unknown
}

export const CAP_MEMBER = 'max_output_tokens'
/** A smaller cap is rejected (https://github.com/vectorize-io/hindsight/issues/58). */
export const LEAST_CAP = 16

/** What stands in a body for input that is elsewhere; each alone is enough to call a model. */
export const STATE_MEMBERS = ['previous_response_id', 'conversation', 'prompt'] as const

/** Tools that the caller runs. All others run at OpenAI, and what they find is input that nobody sees. */
const OWN_TOOLS: ReadonlySet<unknown> = new Set(['function', 'custom', 'local_shell', 'apply_patch'])

export function isResponsesPath(path: string): boolean {
  return endsIn(path, ENDPOINT)
}

/** The model, where Azure has it in the path. */
export function deploymentOf(path: string): string | undefined {
  return deploymentIn(path, ENDPOINT)
}

/** The model that will answer, as the caller names it; undefined where a stored prompt names it. */
export function askedModel({ path, body }: WireRequest): string | undefined {
  const { model }: ResponsesBody = body
  return deploymentOf(path) ?? (typeof model === 'string' ? model : undefined)
}

export function hasHostedTools({ tools }: ResponsesBody): boolean {
  return Array.isArray(tools) && tools.some((tool) => isJsonObject(tool) && !OWN_TOOLS.has(tool['type']))
}

/** Whether a list has an item of a type. */
export function has(list: unknown, type: string): boolean {
  return Array.isArray(list) && list.some((item) => memberOf(item, 'type') === type)
}

export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null
}

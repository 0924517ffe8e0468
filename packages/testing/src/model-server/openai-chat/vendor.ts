import type { ErrorAnswer } from '../fault.js'
import type { JsonObject } from '../json-reading.js'
import { isObject } from '../json-reading.js'
import type { TokenCounts } from '../usage.js'
import type { ChatVendor } from './chat-vendor.js'
import type { ChunkPlace, StreamUsage } from './stream-usage.js'

/** Fields of OpenAI that Mistral does not know; a dot leads into an object. */
const UNKNOWN_TO_MISTRAL = ['max_completion_tokens', 'stream_options.include_usage'] as const

/** The 422 of Mistral (https://github.com/openai/openai-agents-python/issues/442). */
export function vendorProblem(body: JsonObject, vendor: ChatVendor | undefined): ErrorAnswer | undefined {
  if (vendor !== 'mistral') return undefined
  const extra = UNKNOWN_TO_MISTRAL.find((path) => has(body, path.split('.')))
  if (extra === undefined) return undefined
  const detail = [
    { type: 'extra_forbidden', loc: ['body', ...extra.split('.')], msg: 'Extra inputs are not permitted' },
  ]
  const error = { object: 'error', message: { detail }, type: 'invalid_request_error', param: null, code: null }
  return { kind: 'error', status: 422, headers: { 'content-type': 'application/json' }, body: JSON.stringify(error) }
}

function has(value: unknown, [name = '', ...rest]: readonly string[]): boolean {
  if (!isObject(value) || value[name] === undefined) return false
  return rest.length === 0 || has(value[name], rest)
}

/** How a vendor reports usage in a stream; undefined where it does as OpenAI. */
export function vendorReport(vendor: ChatVendor | undefined, total: () => unknown): StreamUsage | undefined {
  if (vendor === 'mistral') return { extraChunk: false, onChunk: (place) => (place === 'last' ? total() : undefined) }
  return vendor === 'openrouter' ? { extraChunk: true, onChunk: () => undefined } : undefined
}

/** What a vendor adds to a chunk. */
export function vendorMembers(
  vendor: ChatVendor | undefined,
  id: string,
  place: ChunkPlace,
  total: () => unknown,
): JsonObject {
  if (vendor !== 'groq' || place === 'middle') return {}
  return { x_groq: place === 'last' ? { id, usage: total() } : { id } }
}

/** What a vendor adds to usage. */
export function vendorUsage(vendor: ChatVendor | undefined, { inputTokens, outputTokens }: TokenCounts): JsonObject {
  return vendor === 'openrouter' ? { cost: (inputTokens + 4 * outputTokens) / 1_000_000, is_byok: false } : {}
}

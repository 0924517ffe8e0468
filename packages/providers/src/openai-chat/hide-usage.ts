import { isJsonObject, type JsonObject } from '../json.js'

const encoder = new TextEncoder()
const NOTHING = new Uint8Array(0)

/** In JSON text this only ever matches a member: inside a string its quotes would be escaped. */
const NULL_USAGE = /"usage"\s*:\s*null/

/**
 * Takes out of an event what is only there because we asked for usage: the whole event of the extra chunk
 * (`choices: []` with usage), and `usage: null` in the others.
 * @returns the same object when there is nothing to hide; empty when the event is dropped.
 */
export function hideUsageIn(event: Uint8Array, text: string, chunk: JsonObject): Uint8Array {
  if (isUsageChunk(chunk)) return NOTHING
  return Object.hasOwn(chunk, 'usage') && chunk['usage'] === null ? encoder.encode(withoutNullUsage(text)) : event
}

/**
 * Content filter chunks have no choices either, but no usage. Usage with a cost is OpenRouter's, which sends it unasked
 * (https://openrouter.ai/docs/use-cases/usage-accounting).
 */
function isUsageChunk({ choices, usage }: { readonly choices?: unknown; readonly usage?: unknown }): boolean {
  return Array.isArray(choices) && choices.length === 0 && isJsonObject(usage) && usage['cost'] === undefined
}

/** Only when there is exactly one: it is then the chunk's own, not that of an inner object. */
function withoutNullUsage(text: string): string {
  const match = NULL_USAGE.exec(text)
  if (match === null) return text
  const before = text.slice(0, match.index)
  const after = text.slice(match.index + match[0].length)
  return NULL_USAGE.test(after) ? text : withoutComma(before.trimEnd(), after)
}

function withoutComma(before: string, after: string): string {
  return before.endsWith(',') ? before.slice(0, -1) + after : before + after.replace(/^\s*,/, '')
}

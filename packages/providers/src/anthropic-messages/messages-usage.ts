import type { Usage } from '@llm-limit/core'
import { isJsonObject, type JsonObject, memberOf } from '../json.js'
import { usageFrom } from '../usage.js'

const COUNTS = ['input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens', 'output_tokens'] as const

/** Passes of the model, or of another, that `usage` has on their own and not in its sums. */
const APART: ReadonlySet<unknown> = new Set(['compaction', 'advisor_message'])

/** Usage in a JSON answer. */
export function messagesUsage(answer: unknown): Usage | undefined {
  const usage = memberOf(answer, 'usage')
  return isJsonObject(usage) ? usageIn(usage, memberOf(answer, 'model')) : undefined
}

/**
 * Reads the usage of one stream, event by event. `message_start` has the input, and of the output only what was there before the first
 * event; `message_delta` has sums that replace what was said before, and may leave out or null what did not change
 * (https://platform.claude.com/docs/en/build-with-claude/streaming).
 */
export function streamedUsage(): (event: JsonObject) => Usage | undefined {
  let model: unknown
  let sums: JsonObject = {}
  return (event) => {
    const start = event['type'] === 'message_start' ? event['message'] : undefined
    const said = start === undefined ? event['usage'] : startOnly(memberOf(start, 'usage'))
    model = memberOf(start, 'model') ?? model
    if (!isJsonObject(said)) return undefined
    sums = { ...sums, ...withoutNulls(said) }
    return usageIn(sums, model)
  }
}

function startOnly(usage: unknown): unknown {
  return isJsonObject(usage) ? { ...usage, output_tokens: undefined } : usage
}

function withoutNulls(usage: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== undefined && value !== null))
}

/** `input_tokens` is what was neither read from the cache nor written to it. */
function usageIn(usage: JsonObject, model: unknown): Usage | undefined {
  const [uncached, written, read, output] = COUNTS.map((name) => sumOf(usage, name))
  const inputs = [uncached, written, read].filter((count) => count !== undefined)
  return usageFrom({
    model,
    input: inputs.length === 0 ? undefined : inputs.reduce((sum, count) => sum + Math.max(0, count), 0),
    cacheRead: read,
    cacheWrite: written,
    longCacheWrite: sumOf(usage, 'ephemeral_1h_input_tokens', 'cache_creation'),
    output,
  })
}

/** @param within A member that has it. */
function sumOf(usage: JsonObject, name: string, within?: string): number | undefined {
  const holders = [usage, ...apartIn(usage)].map((of) => (within === undefined ? of : of[within]))
  const counts = holders.map((of) => memberOf(of, name)).filter((count) => typeof count === 'number')
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0)
}

function apartIn(usage: JsonObject): readonly JsonObject[] {
  const { iterations } = usage as JsonObject & { iterations?: unknown }
  return Array.isArray(iterations) ? iterations.filter((each) => APART.has(memberOf(each, 'type'))) : []
}

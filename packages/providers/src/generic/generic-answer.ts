import type { Usage } from '@llm-limit/core'
import { isJsonObject, type JsonObject, memberOf } from '../json.js'
import { eachChatText } from '../openai-chat/chat-answer.js'
import { usageFrom } from '../usage.js'

/** Usage of an answer or stream event in any of the common manners; undefined when there is none. */
export function genericUsage(answer: unknown): Usage | undefined {
  const holder = [answer, memberOf(answer, 'message'), memberOf(answer, 'response')].find((candidate) =>
    isJsonObject(memberOf(candidate, 'usage')),
  )
  const usage = memberOf(holder, 'usage')
  if (!isJsonObject(usage)) return undefined
  const details = firstOf(usage, ['prompt_tokens_details', 'input_tokens_details', 'inputTokenDetails'])
  return usageFrom({
    model: memberOf(holder, 'model'),
    input: anthropicInput(usage) ?? firstOf(usage, ['prompt_tokens', 'input_tokens', 'inputTokens', 'promptTokens']),
    cacheRead:
      firstOf(usage, ['cache_read_input_tokens', 'cachedInputTokens']) ??
      firstOf(details, ['cached_tokens', 'cacheReadTokens']),
    cacheWrite:
      firstOf(usage, ['cache_creation_input_tokens']) ?? firstOf(details, ['cache_write_tokens', 'cacheWriteTokens']),
    output: firstOf(usage, ['completion_tokens', 'output_tokens', 'outputTokens', 'completionTokens']),
  })
}

/** Anthropic's `input_tokens` is only the part that met no cache. */
function anthropicInput(usage: JsonObject): number | undefined {
  const parts = [usage['input_tokens'], usage['cache_read_input_tokens'], usage['cache_creation_input_tokens']]
  if (parts[1] === undefined && parts[2] === undefined) return undefined
  const counts = parts.filter((part) => typeof part === 'number')
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + Math.max(0, count), 0)
}

function firstOf(value: unknown, names: readonly string[]): unknown {
  for (const name of names) {
    const member = memberOf(value, name)
    if (member !== undefined && member !== null) return member
  }
  return undefined
}

/** Members that carry generated text, on an answer or event itself or one step below. */
const TEXT_MEMBERS = [
  'text',
  'content',
  'delta',
  'textDelta',
  'partial_json',
  'thinking',
  'arguments',
  'output_text',
] as const
const HOLDERS = ['delta', 'message'] as const

/** Shows the pieces of generated text in an answer or stream event, as far as their names are common ones. */
export function eachGenericText(answer: unknown, see: (text: string) => void): void {
  eachChatText(answer, see)
  for (const holder of [answer, ...HOLDERS.map((name) => memberOf(answer, name))]) {
    for (const name of TEXT_MEMBERS) eachTextIn(memberOf(holder, name), see)
  }
}

/** A text, or the texts of a list of parts. */
function eachTextIn(value: unknown, see: (text: string) => void): void {
  if (typeof value === 'string') see(value)
  if (!Array.isArray(value)) return
  for (const part of value) {
    const text = memberOf(part, 'text')
    if (typeof text === 'string') see(text)
  }
}

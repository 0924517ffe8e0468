import type { Usage } from '@llm-limit/core'
import { isJsonObject, memberOf } from '../json.js'
import { serviceTierOf } from '../openai-tier.js'
import { usageFrom } from '../usage.js'

/**
 * Usage of a chat answer or of a stream chunk. `prompt_tokens` includes cached, `completion_tokens` reasoning tokens. Groq puts it
 * under `x_groq` in a stream where nobody asked for it.
 */
export function chatUsage(answer: unknown): Usage | undefined {
  const usage = memberOf(answer, 'usage') ?? memberOf(memberOf(answer, 'x_groq'), 'usage')
  if (!isJsonObject(usage)) return undefined
  const details = usage['prompt_tokens_details']
  return usageFrom({
    model: memberOf(answer, 'model'),
    input: usage['prompt_tokens'],
    cacheRead: memberOf(details, 'cached_tokens'),
    cacheWrite: memberOf(details, 'cache_write_tokens'),
    output: usage['completion_tokens'],
    serviceTier: serviceTierOf(memberOf(answer, 'service_tier') ?? usage['service_tier']),
  })
}

/** Members of a message or delta that are text of the answer; some servers stream reasoning under the last two names. */
const TEXT_MEMBERS = ['content', 'refusal', 'reasoning_content', 'reasoning'] as const

/** Shows the pieces of generated text in an answer (`message`) or a chunk (`delta`), tool calls included. */
export function eachChatText(answer: unknown, see: (text: string) => void): void {
  for (const choice of listOf(memberOf(answer, 'choices'))) {
    const message = memberOf(choice, 'delta') ?? memberOf(choice, 'message')
    if (!isJsonObject(message)) continue
    for (const name of TEXT_MEMBERS) seeText(message[name], see)
    seeText(memberOf(message['audio'], 'transcript'), see)
    seeFunction(message['function_call'], see)
    for (const call of listOf(message['tool_calls'])) {
      seeFunction(memberOf(call, 'function'), see)
      seeText(memberOf(memberOf(call, 'custom'), 'input'), see)
    }
  }
}

function seeFunction(value: unknown, see: (text: string) => void): void {
  seeText(memberOf(value, 'name'), see)
  seeText(memberOf(value, 'arguments'), see)
}

function seeText(value: unknown, see: (text: string) => void): void {
  if (typeof value === 'string') see(value)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

import type { Usage } from '@llm-limit/core'
import { isJsonObject, type JsonObject, memberOf } from '../json.js'
import { serviceTierOf } from '../openai-tier.js'
import { usageFrom } from '../usage.js'

/** An answer that goes on elsewhere (`background: true`): what it will use is not known yet. */
const UNFINISHED: ReadonlySet<unknown> = new Set(['queued', 'in_progress'])

/** Usage of a response, or of the one that the last event of a stream carries. Input includes cached, output reasoning tokens. */
export function responsesUsage(answer: unknown): Usage | undefined {
  const response = memberOf(answer, 'response') ?? answer
  const usage = memberOf(response, 'usage')
  if (!isJsonObject(usage) || isAnthropics(usage)) return undefined
  const details = usage['input_tokens_details']
  const written = memberOf(details, 'cache_write_tokens_details')
  return usageFrom({
    model: memberOf(response, 'model'),
    input: usage['input_tokens'],
    cacheRead: memberOf(details, 'cached_tokens'),
    cacheWrite: memberOf(details, 'cache_write_tokens'),
    longCacheWrite: memberOf(written, 'ttl_12h_tokens'),
    output: usage['output_tokens'],
    serviceTier: serviceTierOf(memberOf(response, 'service_tier')),
  })
}

/** The same names, but `input_tokens` is only what met no cache. */
function isAnthropics(usage: JsonObject): boolean {
  return usage['cache_read_input_tokens'] !== undefined || usage['cache_creation_input_tokens'] !== undefined
}

/** Usage of a JSON answer. One that has only begun says nothing, so that the estimate is kept. */
export function answerUsage(answer: unknown): Usage | undefined {
  return responsesUsage(answer) ?? (UNFINISHED.has(memberOf(answer, 'status')) ? {} : undefined)
}

/** Events with a piece of generated text in `delta`; `response.audio.delta` has sound in it. */
const TEXT_DELTA =
  /^response\.(?:output_text|refusal|reasoning_text|reasoning_summary_text|function_call_arguments|custom_tool_call_input|mcp_call_arguments|code_interpreter_call_code|audio\.transcript)\.delta$/

/** Shows the generated text in an event of a stream, the names of called tools included. */
export function eachEventText(event: unknown, see: (text: string) => void): void {
  const type = memberOf(event, 'type')
  if (typeof type !== 'string') return
  if (type === 'response.output_item.added') seeText(memberOf(memberOf(event, 'item'), 'name'), see)
  else if (TEXT_DELTA.test(type)) seeText(memberOf(event, 'delta'), see)
}

/** Members of an output item, or of a part of one, that are generated. */
const TEXT_MEMBERS = ['text', 'refusal', 'transcript', 'name', 'arguments', 'input', 'code'] as const

/** Shows the generated text in a JSON answer. */
export function eachOutputText(answer: unknown, see: (text: string) => void): void {
  for (const item of listOf(memberOf(answer, 'output'))) {
    for (const part of [item, ...listOf(memberOf(item, 'content')), ...listOf(memberOf(item, 'summary'))]) {
      for (const name of TEXT_MEMBERS) seeText(memberOf(part, name), see)
    }
  }
}

function seeText(value: unknown, see: (text: string) => void): void {
  if (typeof value === 'string') see(value)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

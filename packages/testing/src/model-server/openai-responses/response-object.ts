import type { Answer } from '../answer.js'
import type { Behaviour } from '../behaviour.js'
import { asReported, type TokenCounts } from '../usage.js'
import { outputItems, type WireObject } from './output-items.js'

/** A response as it is when it has begun. */
export function begunResponse({ id, created, model }: Answer): WireObject {
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: created,
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    metadata: {},
    model,
    output: [],
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    service_tier: 'default',
    store: true,
    temperature: 1,
    text: { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    truncation: 'disabled',
    usage: null,
    user: null,
  }
}

/** A response as it is when it has ended, by itself or at its cap. */
export function endedResponse(answer: Answer, behaviour: Behaviour): WireObject {
  const isCut = answer.choices[0]?.finishReason === 'length'
  return {
    ...begunResponse(answer),
    status: isCut ? 'incomplete' : 'completed',
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    output: outputItems(answer).map(({ ended }) => ended),
    usage: behaviour.usage === 'never' ? undefined : asReported(behaviour, responsesUsage(answer.counts)),
  }
}

function responsesUsage(counts: TokenCounts): WireObject {
  return {
    input_tokens: counts.inputTokens,
    input_tokens_details: { cached_tokens: counts.cacheReadTokens, cache_write_tokens: counts.cacheWriteTokens },
    output_tokens: counts.outputTokens,
    output_tokens_details: { reasoning_tokens: counts.reasoningTokens },
    total_tokens: counts.inputTokens + counts.outputTokens,
  }
}

import type { Usage } from '@llm-limit/core'
import { memberOf, numberOf } from './member-of.js'

/** Usage as a model reports it: nested in v3 and v4, flat in v2. What it does not say is missing. */
export function reportedUsage(usage: unknown, model: string | undefined): Usage {
  const input = memberOf(usage, 'inputTokens')
  const output = memberOf(usage, 'outputTokens')
  const isFlat = typeof input !== 'object'
  return {
    model,
    inputTokens: isFlat ? numberOf(usage, 'inputTokens') : numberOf(input, 'total'),
    cacheReadTokens: isFlat ? numberOf(usage, 'cachedInputTokens') : numberOf(input, 'cacheRead'),
    cacheWriteTokens: numberOf(input, 'cacheWrite'),
    outputTokens: typeof output === 'object' ? numberOf(output, 'total') : numberOf(usage, 'outputTokens'),
  }
}

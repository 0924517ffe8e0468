import { estimateCall } from './estimate.js'
import type { Message } from './model.js'

export function user(...content: readonly object[]): Message {
  return { role: 'user', content: content as never }
}

/** Input of a prompt, without what an empty one has. */
export function tokensOf(...parts: readonly object[]): number {
  const empty = estimateCall('gpt-5', { prompt: [user()] }).inputTokens
  return estimateCall('gpt-5', { prompt: [user(...parts)] }).inputTokens - empty
}

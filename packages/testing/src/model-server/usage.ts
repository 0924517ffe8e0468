import type { Behaviour } from './behaviour.js'

/** Tokens of one call: what is billed. Each part is included in its total, as at OpenAI. */
export interface TokenCounts {
  readonly inputTokens: number
  /** Part of `inputTokens` read from the prompt cache. */
  readonly cacheReadTokens: number
  /** Part of `inputTokens` written to the prompt cache. */
  readonly cacheWriteTokens: number
  /** Sum over all choices. */
  readonly outputTokens: number
  /** Part of `outputTokens` that never shows as text. */
  readonly reasoningTokens: number
}

/** The output of a call that has not begun to answer. */
export const NO_OUTPUT: Pick<TokenCounts, 'outputTokens' | 'reasoningTokens'> = { outputTokens: 0, reasoningTokens: 0 }

/** A usage object of some API, or what a behaviour says instead. */
export function asReported({ reportUsage }: Behaviour, usage: object): unknown {
  return reportUsage === undefined ? usage : reportUsage(usage)
}

import type { TokenCounts } from '../usage.js'

/** `usageMetadata` of an answer; a count of 0 is left away, as protobuf does. The thoughts are not in the candidates. */
export function usageMetadata({ inputTokens, cacheReadTokens, outputTokens, reasoningTokens }: TokenCounts): object {
  const counts = {
    promptTokenCount: inputTokens,
    cachedContentTokenCount: cacheReadTokens,
    candidatesTokenCount: outputTokens - reasoningTokens,
    thoughtsTokenCount: reasoningTokens,
    totalTokenCount: inputTokens + outputTokens,
  }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}

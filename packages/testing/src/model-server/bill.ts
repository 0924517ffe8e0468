import type { TokenCounts } from './usage.js'

/** What one call was billed. Calls answered with an error are not billed. */
export interface BillLine extends TokenCounts {
  /** The request's and the answer's `id`. */
  readonly id: string
  readonly path: string
  /** The model that answered. */
  readonly model: string
  readonly stream: boolean
  /** Status sent; `undefined` when the client left before the headers. */
  readonly status: number | undefined
  /** The connection ended before the answer did, whoever ended it. */
  readonly aborted: boolean
  /** The parsed body as received; `undefined` with `keepBodies: false`. */
  readonly request: unknown
  /** Milliseconds on the server's clock. */
  readonly startedAt: number
}

/** Sums of a bill. */
export interface BillTotal extends TokenCounts {
  readonly calls: number
}

/** Adds up lines of a bill: all of them, or those of one model or user. */
export function billTotal(lines: readonly BillLine[]): BillTotal {
  const sum = (field: keyof TokenCounts): number => lines.reduce((total, line) => total + line[field], 0)
  return {
    calls: lines.length,
    inputTokens: sum('inputTokens'),
    cacheReadTokens: sum('cacheReadTokens'),
    cacheWriteTokens: sum('cacheWriteTokens'),
    outputTokens: sum('outputTokens'),
    reasoningTokens: sum('reasoningTokens'),
  }
}

/** One request of a log: when it came, who made it, and what it took. */
export interface LogCall {
  /** From 1, the header of a CSV counted. */
  readonly line: number
  /** In ms since the Unix epoch. */
  readonly atMs: number
  readonly user: string
  readonly org: string | undefined
  /** Undefined: what the policy says. */
  readonly tier: string | undefined
  /** Undefined: the operation without settings of its own. */
  readonly operation: string | undefined
  /** The model asked for. Undefined: what the operation expects. */
  readonly model: string | undefined
  readonly inputTokens: number
  /** As long as the answer was, when nothing held it back. */
  readonly outputTokens: number
  /** The longest answer asked for, where the request named one. */
  readonly maxOutputTokens: number | undefined
}

/** Requests in the order in which they came, some hundreds at once. */
export type CallLog = AsyncIterable<readonly LogCall[]> | Iterable<readonly LogCall[]>

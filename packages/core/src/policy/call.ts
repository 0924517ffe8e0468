import type { ServiceTier } from '../words.js'

/** One model call before it runs, as far as it is known. */
export interface CallEstimate {
  readonly model?: string | undefined
  /** Tokens sent; an estimate that does not under-count. */
  readonly inputTokens: number
  /** Longest answer asked for, in tokens, of one choice. */
  readonly maxOutputTokens?: number | undefined
  /** Answers asked for at once (`n`); default 1. Output is paid for each. */
  readonly choices?: number | undefined
  /** The service tier asked for. Default: `standard`. */
  readonly serviceTier?: ServiceTier | undefined
  /** What the call writes to the prompt cache is kept for an hour or more. */
  readonly cachesLong?: boolean | undefined
  /** Whether another model could take the same parameters; default: any could. A rung keeps the model that could not be swapped. */
  readonly servableBy?: ((model: string) => boolean) | undefined
}

/** What to serve. */
export interface Terms {
  /** The model to call: the one asked for, or what the rung maps it to. Undefined when neither call nor operation names one. */
  readonly model: string | undefined
  /** The model asked for, when another is served. */
  readonly insteadOf?: string | undefined
  /** Longest answer of one choice, in tokens. */
  readonly maxOutputTokens: number
  /** That is less than was asked for, or than the model gives when nobody asks: the call has to be told. */
  readonly isCut: boolean
  /** Wait before the first byte. */
  readonly delayMs: number
  readonly cache: 'normal' | 'looser'
}

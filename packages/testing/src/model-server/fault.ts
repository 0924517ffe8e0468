/** An error instead of an answer, in OpenAI's error shape. Bills nothing. */
export interface ErrorAnswer {
  readonly kind: 'error'
  readonly status: number
  readonly message?: string | undefined
  /** Default by status: `server_error` from 500 on, `requests` for 429, else `invalid_request_error`. */
  readonly type?: string | undefined
  readonly code?: string | undefined
  readonly param?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sent instead of OpenAI's shape, as a proxy in between would. */
  readonly body?: string | undefined
}

/**
 * A connection that fails without a status. Bills nothing.
 * `hang` takes the request and never answers; `reset` resets the connection before the first byte.
 */
export interface SilentFault {
  readonly kind: 'hang' | 'reset'
}

/**
 * An answer that goes wrong on its way, after status 200.
 * `truncated` ends as if complete; `cut` closes the connection; `reset-midway` resets it, and what was on its way may be lost;
 * `stalled` sends nothing more and waits for the client to leave; `error-event` reports an error inside the stream and ends it;
 * `malformed` sends one event that is no JSON, then goes on.
 * A JSON answer is sent by half first (`malformed` and `error-event`: text that is no JSON, at once) and billed in full.
 * A stream bills what it sent, or everything when `onAbort` is `bills-on`.
 */
export interface BrokenAnswer {
  readonly kind: 'truncated' | 'cut' | 'reset-midway' | 'stalled' | 'error-event' | 'malformed'
  /**
   * Chunks of the stream that arrive first; default 0: headers only. Every `data:` object counts: one with the role for each
   * choice, those with text, one with the finish reason for each choice, the one with the usage.
   */
  readonly afterChunks?: number | undefined
}

export type Fault = ErrorAnswer | SilentFault | BrokenAnswer

/** The failures that OpenAI documents, ready to be served. */
export const faults: {
  /** 429 that passes: waiting `retryAfterMs` (default 1,000) helps. */
  rateLimited(options?: { retryAfterMs?: number | undefined; limit?: 'requests' | 'tokens' | undefined }): ErrorAnswer
  /** 429 that stays: the account's credit or monthly budget is spent. */
  quotaExhausted(): ErrorAnswer
  /** 500. */
  serverError(): ErrorAnswer
  /** 503. */
  overloaded(): ErrorAnswer
} = {
  rateLimited: ({ retryAfterMs = 1_000, limit = 'tokens' } = {}) => ({
    kind: 'error',
    status: 429,
    type: limit,
    code: 'rate_limit_exceeded',
    message: `Rate limit reached for ${limit} per min. Please try again in ${retryAfterMs / 1_000}s.`,
    headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)), 'retry-after-ms': String(retryAfterMs) },
  }),
  quotaExhausted: () => ({
    kind: 'error',
    status: 429,
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: 'You exceeded your current quota, please check your plan and billing details.',
  }),
  serverError: () => ({
    kind: 'error',
    status: 500,
    message: 'The server had an error while processing your request.',
  }),
  overloaded: () => ({
    kind: 'error',
    status: 503,
    message: 'The engine is currently overloaded, please try again later.',
  }),
}

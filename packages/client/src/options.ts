import { type Clock, systemClock } from './clock.js'

export interface ClientOptions {
  /** Where `refresh` reads. Default `/llm-limit/usage`. */
  readonly usageUrl?: string | URL | undefined
  /**
   * How long one call may wait for its turn, in ms, all its waits together: a wait that is known already, or a refusal that asks for one.
   * Default 0: it is refused at once.
   */
  readonly retry?: { readonly maxWaitMs: number } | undefined
  /** What calls are sent with, such as one that adds `credentials: 'include'`. Default: the global one. */
  readonly fetch?: typeof globalThis.fetch | undefined
  readonly clock?: Clock | undefined
}

export interface Settings {
  readonly usageUrl: string | URL
  readonly maxWaitMs: number
  readonly fetch: typeof globalThis.fetch
  readonly clock: Clock
}

/** The longest that a timer waits: https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-settimeout takes a long. */
const LONGEST_WAIT_MS = 2 ** 31 - 1

export function readOptions({
  usageUrl = '/llm-limit/usage',
  retry,
  fetch,
  clock = systemClock,
}: ClientOptions): Settings {
  const { maxWaitMs } = retry ?? { maxWaitMs: 0 }
  if (!Number.isInteger(maxWaitMs) || maxWaitMs < 0 || maxWaitMs > LONGEST_WAIT_MS) {
    throw new RangeError(
      `createClient: retry.maxWaitMs is ${maxWaitMs}; give a whole number of milliseconds from 0 to ${LONGEST_WAIT_MS}.`,
    )
  }
  // Looked up at each call: other libraries replace it.
  return { usageUrl, maxWaitMs, fetch: fetch ?? ((input, init) => globalThis.fetch(input, init)), clock }
}

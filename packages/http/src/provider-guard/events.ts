import type { ProviderRefusal } from '@llm-limit/providers'

/**
 * What a guard does to calls. `api` is the name of an API, such as `openai-chat`. Nothing of it is text of a caller's: no key, no user,
 * no model, no prompt. A listener runs in the async context of the call; what it throws is ignored.
 */
export type ProviderEvent = CallWaited | CallRefused | KeyPaused | StoreFailed

/** A call waited for room, and is sent now. */
export interface CallWaited {
  readonly type: 'call-waited'
  readonly api: string
  readonly waitedMs: number
}

/** A call was answered with 429 by the guard, and not sent. */
export interface CallRefused {
  readonly type: 'call-refused'
  readonly api: string
  readonly reason: RefusalReason
  readonly waitedMs: number
  readonly retryAfterMs: number
}

/** The provider turned a call away: nothing is sent with its key for so long, for this model. */
export interface KeyPaused {
  readonly type: 'key-paused'
  readonly api: string
  readonly kind: ProviderRefusal['kind']
  readonly pauseMs: number
}

/** The store does not answer: until it does again, calls go on uncounted. Told once. */
export interface StoreFailed {
  readonly type: 'store-failed'
  readonly cause: unknown
}

/** `limit`: the wait would be too long. The others are what the provider said last, in this process. */
export type RefusalReason = 'limit' | ProviderRefusal['kind']

export type Tell = (event: ProviderEvent) => void

/** A listener that throws must not cost an answer. */
export function telling(listener: Tell | undefined): Tell {
  return (event) => {
    try {
      listener?.(event)
    } catch {
      // It is the listener's own concern.
    }
  }
}

import type { Clock } from '../clock.js'
import { LlmLimitError, StoreError } from '../errors.js'
import type { Answer } from '../store/store.js'
import type { Breaker } from './breaker.js'
import { withDeadline } from './deadline.js'

/** Why a call has no answer. */
export interface Failure {
  readonly error: StoreError
  /** The store was asked, so it may have done or may still do what it was asked for. */
  readonly isSent: boolean
}

/** The way to the shared store: nothing asked on it stays unanswered for longer than the deadline. */
export interface Link {
  /**
   * Asks, unless the breaker is open. An answer given at once is passed on as it is, without timer or promise.
   * @throws what is the caller's own mistake.
   */
  ask<Reply>(
    call: () => Answer<Reply>,
    whenFailed: (failure: Failure) => Answer<Reply>,
    whenAnswered?: (reply: Reply) => void,
  ): Answer<Reply>
  /** Asks for something that nobody waits for: whatever the breaker says, and without telling it. */
  send<Reply>(call: () => Answer<Reply>): Promise<Reply>
}

export function linkTo(breaker: Breaker, deadlineMs: number, clock: Clock): Link {
  function fail<Reply>(cause: unknown, epoch: number, whenFailed: (failure: Failure) => Answer<Reply>): Answer<Reply> {
    if (isCallersMistake(cause)) throw cause
    const error = storeErrorOf(cause)
    breaker.failed(error, epoch)
    return whenFailed({ error, isSent: true })
  }

  return {
    ask(call, whenFailed, whenAnswered) {
      if (breaker.isOpen) return whenFailed({ error: breaker.refusal, isSent: false })
      const { epoch } = breaker
      let answer: ReturnType<typeof call>
      try {
        answer = call()
      } catch (cause) {
        return fail(cause, epoch, whenFailed)
      }
      if (!(answer instanceof Promise)) {
        breaker.succeeded()
        return answer
      }
      return withDeadline(answer, deadlineMs, clock).then(
        (reply) => {
          breaker.succeeded()
          whenAnswered?.(reply)
          return reply
        },
        (cause) => fail(cause, epoch, whenFailed),
      )
    },
    async send(call) {
      const answer = call()
      return answer instanceof Promise ? withDeadline(answer, deadlineMs, clock) : answer
    },
  }
}

/** An error of ours that is not a failure of the store. */
export function isCallersMistake(cause: unknown): boolean {
  return LlmLimitError.isInstance(cause) && cause.code !== 'store-failed'
}

function storeErrorOf(cause: unknown): StoreError {
  return cause instanceof StoreError ? cause : new StoreError('The store failed.', { cause })
}

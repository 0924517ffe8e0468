import type { Admission, AdmittedCall, CallEstimate, Outcome, Terms, Usage } from '@llm-limit/core'
import { wasAnswered } from './failure.js'
import { type MeteredSignal, meteredSignal } from './metered-signal.js'
import { RefusedCallError } from './refused-call-error.js'

/** One try of a model call: admitted, on its way, and settled once. */
export interface Attempt {
  /** What to serve; undefined in shadow mode, where nothing is changed. */
  readonly terms: Terms | undefined
  readonly observe: AdmittedCall['observe']
  settle(usage: Usage, outcome: Outcome): void
  /** Runs the call; what it throws settles or releases it. @param asUsed How an answer is charged that came and could not be read. */
  run<Answer>(model: string, asUsed: Outcome, work: (signal: AbortSignal) => PromiseLike<Answer>): Promise<Answer>
}

/** @throws RefusedCallError when the budget has no room. */
export async function admitAttempt(
  admission: Admission,
  estimate: CallEstimate,
  asked: AbortSignal | undefined,
): Promise<Attempt> {
  const decision = await admission.reserve(estimate)
  if (decision.outcome !== 'admitted') throw new RefusedCallError(decision)
  if (asked?.aborted === true) {
    decision.release()
    throw asked.reason
  }
  return attemptOf(decision, admission.isEnforced, asked)
}

function attemptOf(call: AdmittedCall, isEnforced: boolean, asked: AbortSignal | undefined): Attempt {
  let link: MeteredSignal | undefined

  function settle(usage: Usage, outcome: Outcome): void {
    link?.unlink()
    call.settle(usage, outcome)
  }

  function fail(error: unknown, asUsed: Outcome): void {
    if (asked?.aborted === true) return settle({}, 'aborted')
    if (wasAnswered(error)) return settle({}, asUsed)
    link?.unlink()
    call.release()
  }

  return {
    terms: isEnforced ? call.terms : undefined,
    observe: call.observe,
    settle,
    async run(model, asUsed, work) {
      link = meteredSignal(asked, model)
      try {
        return await work(link.signal)
      } catch (error) {
        fail(error, asUsed)
        throw error
      }
    },
  }
}

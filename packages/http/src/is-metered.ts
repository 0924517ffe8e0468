import { signalOf } from './outgoing.js'

type Input = Parameters<typeof globalThis.fetch>[0]
type Init = Parameters<typeof globalThis.fetch>[1]

/** On the abort signal of a call that was paid for further out, as metered() of @llm-limit/ai-sdk does: the model that it is for. */
const METERED = Symbol.for('@llm-limit/metered')

/** A signal of one call's own, which follows that of its attempt and says to the doors further in that the call is paid for. */
export function meteredSignal(attempt: AbortSignal | undefined, model: string | undefined): AbortSignal {
  const controller = new AbortController()
  const abort = (): void => controller.abort(attempt?.reason)
  Object.defineProperty(controller.signal, METERED, { value: model })
  if (attempt?.aborted === true) abort()
  else attempt?.addEventListener('abort', abort, { once: true })
  return controller.signal
}

/**
 * Whether a call of this model is paid for already. One of another model that was handed the same signal is not; one without a model in
 * its body is the same in the words of another cloud.
 */
export function isMetered(input: Input, init: Init, model: string | undefined): boolean {
  const signal = signalOf(input, init)
  if (signal === undefined || !(METERED in signal)) return false
  return model === undefined || Reflect.get(signal, METERED) === model
}

/** On the abort signal of a call that is paid for: the model that it is for. meteredFetch of @llm-limit/http looks for it too. */
const METERED = Symbol.for('@llm-limit/metered')

/** An abort signal of one call's own, which follows the app's and says to the doors further in that the call is paid for. */
export interface MeteredSignal {
  readonly signal: AbortSignal
  /** Lets go of the app's signal, which may outlive many calls. */
  unlink(): void
}

export function meteredSignal(asked: AbortSignal | undefined, model: string): MeteredSignal {
  const controller = new AbortController()
  const abort = (): void => controller.abort(asked?.reason)
  Object.defineProperty(controller.signal, METERED, { value: model })
  if (asked?.aborted === true) abort()
  else asked?.addEventListener('abort', abort, { once: true })
  return { signal: controller.signal, unlink: () => asked?.removeEventListener('abort', abort) }
}

/** Whether a call of this model was paid for further out. */
export function isMetered(signal: AbortSignal | undefined, model: string): boolean {
  return signal !== undefined && Reflect.get(signal, METERED) === model
}

type Input = Parameters<typeof globalThis.fetch>[0]
type Init = Parameters<typeof globalThis.fetch>[1]

/** On the abort signal of a call that was paid for further out, as metered() of @llm-limit/ai-sdk does: the model that it is for. */
const METERED = Symbol.for('@llm-limit/metered')

/** Whether a call of this model is paid for already. One of another model that was handed the same signal is not. */
export function isMetered(input: Input, init: Init, model: string | undefined): boolean {
  const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined)
  return signal !== undefined && signal !== null && METERED in signal && Reflect.get(signal, METERED) === model
}

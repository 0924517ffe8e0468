import { DEFAULT_OPERATION, type ModelPrice, nanoUsdOf, type Policy } from '@llm-limit/core'
import type { LogCall } from '../log/log-call.js'

/** Names of models come from the log: so many of them are remembered. */
const MOST_MODELS = 1_000

/** What a request would cost at the model it asks for, with an answer of so many tokens; 0 where nothing has a price. */
export type AskedCost = (call: LogCall, outputTokens: number) => number

export function askedCost({ prices, expects, operations = {} }: Policy): AskedCost {
  const known = new Map<string, ModelPrice | undefined>()

  function expected(operation: string): string | undefined {
    const own = Object.hasOwn(operations, operation) ? operations[operation] : undefined
    return own?.expects?.model ?? expects?.model
  }

  function priceOf(model: string): ModelPrice | undefined {
    if (known.has(model)) return known.get(model)
    const price = prices?.priceOf(model)
    if (known.size < MOST_MODELS) known.set(model, price)
    return price
  }

  return ({ model, operation = DEFAULT_OPERATION, inputTokens }, outputTokens) => {
    const asked = model ?? expected(operation)
    const price = asked === undefined ? undefined : priceOf(asked)
    return price === undefined ? 0 : nanoUsdOf(price, { inputTokens, outputTokens })
  }
}

import type { Store } from '@llm-limit/core'
import { type Gate, gate, until } from './waiting.js'

/** A store whose `reserve` answers when it is told to. */
export interface SlowReserve {
  around(store: Store): Store
  /** Waits until a request asks. */
  isAsked(): Promise<void>
  answer(): void
}

export function slowReserve(): SlowReserve {
  const asked: Gate[] = []
  return {
    around: (store) => ({
      ...store,
      async reserve(call) {
        const turn = gate()
        asked.push(turn)
        await turn.passed
        return store.reserve(call)
      },
    }),
    isAsked: () => until('the store is asked', () => asked.length > 0),
    answer: () => asked.shift()?.open(),
  }
}

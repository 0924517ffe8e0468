import { AsyncLocalStorage } from 'node:async_hooks'
import { type Admission, installContext } from '@llm-limit/core'

const storage = new AsyncLocalStorage<Admission>()

/**
 * Node only: lets meteredFetch find the request that it is called in. Whichever copy is loaded first serves all,
 * so that an ESM guard and a CJS meteredFetch of one process meet.
 */
export const nodeContext: ReturnType<typeof installContext> = installContext({
  run: (admission, work) => storage.run(admission, work),
  current: () => storage.getStore(),
})

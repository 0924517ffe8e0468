import { type Admission, installContext } from '@llm-limit/core'

interface Storage {
  run<Value>(admission: Admission, work: () => Value): Value
  getStore(): Admission | undefined
}

interface Host {
  readonly process?: {
    /** Node 20.16 and newer, Bun, Deno, Workers with `nodejs_compat`. */
    getBuiltinModule?(id: 'node:async_hooks'): { readonly AsyncLocalStorage: new () => Storage } | undefined
  }
}

/**
 * Lets meteredFetch find the job or request that it is called in, where the runtime can tell and nobody installed a context before.
 * Without an import of Node's, so that it may run everywhere; elsewhere there is `llm.fetch`.
 */
export function installAmbientContext(): void {
  const host: typeof globalThis & Host = globalThis
  const hooks = host.process?.getBuiltinModule?.('node:async_hooks')
  if (hooks === undefined) return
  const storage = new hooks.AsyncLocalStorage()
  installContext({ run: (admission, work) => storage.run(admission, work), current: () => storage.getStore() })
}

import type { AdapterApp } from '@llm-limit/testing'

const SLOT: unique symbol = Symbol.for('contract-app') as never

/** The app of the claim that runs: route bundles share nothing else. */
export function contractApp(): { current: AdapterApp | undefined } {
  const host: typeof globalThis & { [SLOT]?: { current: AdapterApp | undefined } } = globalThis
  host[SLOT] ??= { current: undefined }
  return host[SLOT]
}

/** A handler for the app that is served now, made anew for each. */
export function handlerOf<Handler>(make: (app: AdapterApp) => Handler): () => Handler {
  let made: { readonly app: AdapterApp; readonly handler: Handler } | undefined
  return () => {
    const app = contractApp().current
    if (app === undefined) throw new Error('No claim runs.')
    if (made?.app !== app) made = { app, handler: make(app) }
    return made.handler
  }
}

interface WithProcess {
  readonly process?: { readonly env?: { readonly NODE_ENV?: string } }
}

/** NODE_ENV where there is one; edge runtimes may have no `process`. */
export function nodeEnv(): string | undefined {
  const host: typeof globalThis & WithProcess = globalThis
  return host.process?.env?.NODE_ENV
}

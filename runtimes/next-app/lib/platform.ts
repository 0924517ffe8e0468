/** A platform that stops a function when it has answered and nothing of it is waited for, as hosts of Next do. */
export interface Platform {
  /** How many things are waited for. */
  waiting: number
  /** Settlements wait for it. */
  readonly gate: Promise<void>
  open(): void
}

const CONTEXT: unique symbol = Symbol.for('@next/request-context') as never
const PLATFORM: unique symbol = Symbol.for('test-platform') as never

interface Host {
  [CONTEXT]?: { get(): { waitUntil(work: Promise<unknown>): void } } | undefined
  [PLATFORM]?: Platform
}

const host: typeof globalThis & Host = globalThis

export function platform(): Platform | undefined {
  return host[PLATFORM]
}

export function begin(): void {
  let open = (): void => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const begun: Platform = { waiting: 0, gate, open: () => open() }
  const done = (): void => {
    begun.waiting -= 1
  }
  host[PLATFORM] = begun
  host[CONTEXT] = {
    get: () => ({
      waitUntil(work) {
        begun.waiting += 1
        work.then(done, done)
      },
    }),
  }
}

export function end(): void {
  host[PLATFORM]?.open()
  host[CONTEXT] = undefined
}

import { WorkerEntrypoint } from 'cloudflare:workers'
import type { AdapterApp, Loopback } from '@llm-limit/testing'

/** What an app on workers is: the `fetch` of its default export. */
export type WorkerFetch = (
  request: Request,
  env: unknown,
  context: { waitUntil(work: Promise<unknown>): void },
) => Response | Promise<Response>

/** Makes the app of one claim; a module that exports it as `fetchFor` can be run in `describeInWorkerd`. */
export type FetchFor = (app: AdapterApp) => WorkerFetch

interface Served {
  readonly fetch: WorkerFetch
  isClosed: boolean
}

const NOBODY: Served = { fetch: () => new Response('No app is served.', { status: 503 }), isClosed: true }
let current = NOBODY

/** Claims run one after the other: there is one app at a time behind the door. */
export function serveAt(origin: string, fetch: WorkerFetch): Loopback {
  const served: Served = { fetch, isClosed: false }
  current = served
  return {
    origin,
    async close() {
      served.isClosed = true
      current = NOBODY
    },
  }
}

/** The app, on a real socket of workerd's own: each request is one of its own to the platform. */
export class AppDoor extends WorkerEntrypoint {
  fetch(request: Request): Response | Promise<Response> {
    const served = current
    awaitOthers(served)
    return served.fetch(request, this.env, this.ctx)
  }
}

/**
 * A claim holds a request back by a promise, where a real one waits for a store or a model: workerd takes it for hung when none of its
 * own timers or sockets is awaited.
 */
export function awaitOthers(served: { readonly isClosed: boolean }, whenClosed: () => void = () => {}): void {
  const timer = setInterval(() => {
    if (!served.isClosed) return
    clearInterval(timer)
    whenClosed()
  }, 20)
}

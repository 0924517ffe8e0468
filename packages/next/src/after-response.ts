import * as server from 'next/server.js'

/** Where platforms that host Next put their own `waitUntil`. */
const REQUEST_CONTEXT: unique symbol = Symbol.for('@next/request-context') as never

interface Host {
  /** @see https://nextjs.org/docs/app/api-reference/functions/after#deploying-and-self-hosting */
  [REQUEST_CONTEXT]?: { get(): { waitUntil?(work: Promise<unknown>): void } | undefined }
}

/** Keeps the function alive for work that outlives the response, where the platform would stop it. `work` never rejects. */
export function outlive(work: Promise<unknown>): void {
  try {
    server.after(work)
  } catch {
    // Next below 15.1, the Pages Router, or no request at all.
    const host: typeof globalThis & Host = globalThis
    host[REQUEST_CONTEXT]?.get()?.waitUntil?.(work)
  }
}

/** Does something once the response has been sent; at once where Next cannot tell. */
export function whenSent(act: () => void): void {
  try {
    server.after(act)
  } catch {
    act()
  }
}

import { fetchFor } from './edge-app.js'
import { writeResults } from './write-results.js'

/** @see https://docs.deno.com/api/deno/~/Deno.serve */
declare const Deno: {
  serve(
    options: { hostname: string; port: number; signal: AbortSignal; onListen(): void; onError(): Response },
    handler: (request: Request, info: object) => Response | Promise<Response>,
  ): { readonly addr: { readonly port: number }; readonly finished: Promise<void> }
}

await writeResults(async (app) => {
  const serve = fetchFor(app)
  const over = new AbortController()
  const server = Deno.serve(
    {
      hostname: '127.0.0.1',
      port: 0,
      signal: over.signal,
      onListen() {},
      onError: () => new Response(null, { status: 500 }),
    },
    (request, info) => serve(request, info, undefined as never),
  )
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    async close() {
      over.abort()
    },
  }
})

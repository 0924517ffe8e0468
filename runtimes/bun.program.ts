import { fetchFor } from './edge-app.js'
import { writeResults } from './write-results.js'

interface Server {
  readonly port: number
  stop(closeActive: boolean): Promise<void>
}

/** @see https://bun.com/docs/api/http */
declare const Bun: {
  serve(options: {
    hostname: string
    port: number
    idleTimeout: number
    fetch(request: Request, server: Server): Response | Promise<Response>
    error(): Response
  }): Server
}

await writeResults(async (app) => {
  const serve = fetchFor(app)
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    idleTimeout: 0,
    fetch: (request, itself) => serve(request, itself, undefined as never),
    error: () => new Response(null, { status: 500 }),
  })
  return { origin: `http://127.0.0.1:${server.port}`, close: () => server.stop(true) }
})

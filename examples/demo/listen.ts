import { once } from 'node:events'
import type { Express } from 'express'

/** An app on a free port of loopback. */
export interface Listening {
  readonly url: string
  /** Ends all connections. */
  close(): void
}

export async function listen(app: Express): Promise<Listening> {
  const server = app.listen(0, '127.0.0.1')
  // The browsers decide when an idle connection ends: closing one just as it is used again would look like a lost call.
  server.keepAliveTimeout = 0
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

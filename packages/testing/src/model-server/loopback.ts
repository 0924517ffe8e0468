import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A real HTTP server on a free port of 127.0.0.1. */
export interface Loopback {
  readonly origin: string
  /** Ends every connection, whatever it is doing. */
  close(): Promise<void>
}

export async function listenOnLoopback(listener: RequestListener): Promise<Loopback> {
  // The client decides when an idle connection ends: closing one just as it is used again would look like a fault.
  const server = createServer({ keepAliveTimeout: 0 }, listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  let closed: Promise<void> | undefined

  return {
    origin: `http://127.0.0.1:${port}`,
    close() {
      closed ??= new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      return closed
    },
  }
}

import { createServer } from 'node:net'

/**
 * Below 32,768, where Linux begins to take ports for outgoing connections: one of those could take the port of a server that
 * is down for a moment, or connect to itself. https://www.kernel.org/doc/html/v6.12/networking/ip-sysctl.html
 */
const FIRST = 10_500
const COUNT = 10_000
/** A node of Redis Cluster listens there too, at its port + 10,000. */
const BUS = 10_000
const ATTEMPTS = 20

/**
 * Starts something on a port of 127.0.0.1 that is free, together with the port 10,000 above it; when another process was
 * faster, on another.
 */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await freePort())
    } catch (error) {
      if (attempt === ATTEMPTS || !isTaken(error)) throw error
    }
  }
}

async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT)
    if ((await isFree(port)) && (await isFree(port + BUS))) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** Node and Redis say it in the same words. */
function isTaken(error: unknown): boolean {
  return /address already in use/i.test(String(error))
}

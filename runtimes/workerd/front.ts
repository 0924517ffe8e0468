import { connect, createServer, type Socket } from 'node:net'
import type { Loopback } from '@llm-limit/testing'

/**
 * What stands before every worker on the platform: a client that leaves has its request cancelled. workerd alone takes a connection that
 * is closed for one that is half closed, until it writes.
 * https://developers.cloudflare.com/workers/runtime-apis/request/#the-request-signal
 */
export async function startFront(worker: URL): Promise<Loopback> {
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const behind = connect(Number(worker.port), worker.hostname)
    for (const socket of [client, behind]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => open.delete(socket))
    }
    client.pipe(behind, { end: false })
    behind.pipe(client)
    client.once('end', () => behind.resetAndDestroy())
    client.once('close', () => behind.resetAndDestroy())
    behind.once('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}

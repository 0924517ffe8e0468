import { createServer, type Socket } from 'node:net'

/** A server that answers each piece with the same bytes. */
export interface EchoServer extends AsyncDisposable {
  readonly port: number
  /** All that it was sent. */
  readonly heard: string
  readonly sockets: ReadonlySet<Socket>
}

export async function echoServer(): Promise<EchoServer> {
  const sockets = new Set<Socket>()
  let heard = ''
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1')
      socket.write(bytes)
    })
    socket.on('end', () => socket.end())
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get heard() {
      return heard
    },
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
